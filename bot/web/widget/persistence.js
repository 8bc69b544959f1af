// Tries again what may succeed later, waits as long as the server asks for, and comes to an end.
import { Refusal } from "./client.js";

const MOST_TRIES = 6;
const LONGEST_WAIT = 30;
// A server that asks for more than this is asked again by hand only.
const MOST_PATIENCE = 120;

// What went wrong: `again` where trying again may help, `told` where the server said when.
function problemOf(error) {
  if (!(error instanceof Refusal)) return { kind: error.name === "TimeoutError" && navigator.onLine ? "fault" : "offline", again: true };
  const { status, message, retrySeconds } = error;
  if (status === 403) return { kind: "not_allowed" };
  if (status === 429) return { kind: "slow_down", again: true, told: true };
  if (status === 503 && retrySeconds) return { kind: "busy", again: true, told: true };
  if (status >= 500 || status === 408) return { kind: "fault", again: true };
  return { kind: "refused", detail: message };
}

// The base of a conversation, which says what to do about a problem: complain, report, renew, refuse.
export class Persistence {
  // Grows when what is under way is given up; it then stops at its next step.
  round = 0;
  problem = null;
  release = () => {};

  // Does it until it succeeds, is refused or cancelled (then undefined) or the conversation is left behind.
  async persist(round, attempt, message) {
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await attempt();
        if (round === this.round && this.problem?.again) this.complain(null);
        return result;
      } catch (error) {
        if (round !== this.round) return undefined;
        if (error.status === 401 && tries < MOST_TRIES) {
          this.renew(message);
          continue;
        }
        const problem = problemOf(error);
        if (!problem.again) {
          this.refuse(problem, message);
          return undefined;
        }
        const seconds = error.retrySeconds || Math.min(2 ** (tries - 1), LONGEST_WAIT);
        problem.stopped = tries >= MOST_TRIES || seconds > MOST_PATIENCE;
        if (problem.stopped) this.report("fail", message, { reason: problem.kind });
        if (!(await this.pause({ ...problem, seconds }))) return undefined;
        if (problem.stopped) tries = 0;
      }
    }
  }

  // Resolves when it is time to try again (true) or the reader has cancelled (false).
  pause(problem) {
    return new Promise((resolve) => {
      const timer = problem.stopped ? 0 : setTimeout(() => this.release(true), problem.seconds * 1000);
      this.release = (again) => {
        clearTimeout(timer);
        this.release = () => {};
        resolve(again);
      };
      this.complain(problem);
    });
  }
}
