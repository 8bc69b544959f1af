// Talks to the server: one session, and messages that arrive once however often they are sent.

// The server said no, in words that can be shown.
export class Refusal extends Error {
  constructor(status, detail, retrySeconds) {
    super(detail);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }
}

// The tab's memory: a session's token, questions not yet answered, a draft. Sandboxed pages have none; there
// the talk lasts as long as the page.
class Memory {
  constructor(key) {
    this.key = key;
    this.own = {};
    this.usable = true;
  }

  // Read anew each time: another page of this tab may have written since, and then been left by "Back".
  get kept() {
    try {
      if (this.usable) return JSON.parse(sessionStorage.getItem(this.key)) || {};
    } catch {
      this.usable = false;
    }
    return this.own;
  }

  set(changes) {
    this.own = Object.fromEntries(Object.entries({ ...this.kept, ...changes }).filter(([, value]) => value && Object.keys(value).length));
    try {
      if (Object.keys(this.own).length) sessionStorage.setItem(this.key, JSON.stringify(this.own));
      else sessionStorage.removeItem(this.key);
    } catch {
      this.usable = false;
    }
  }
}

// `retry-after` is a number of seconds or a date.
function secondsOf(header) {
  const seconds = Number(header);
  return Math.max(0, Math.ceil(Number.isNaN(seconds) ? (Date.parse(header) - Date.now()) / 1000 || 0 : seconds));
}

export class Client {
  constructor(server) {
    this.server = server;
    this.memory = new Memory(`fact-assistant ${server}`);
  }

  get token() {
    return this.memory.kept.token;
  }

  // Messages that were asked and not yet answered, in order.
  get waiting() {
    return Object.values(this.memory.kept.waiting || {});
  }

  // By id, not as an array: there are pages that change how those are written as JSON.
  set waiting(messages) {
    this.memory.set({ waiting: Object.fromEntries(messages.map((message) => [message.client_message_id, message])) });
  }

  get draft() {
    return this.memory.kept.draft || "";
  }

  set draft(text) {
    this.memory.set({ draft: text });
  }

  terms(language) {
    return this.request("GET", `terms?language=${encodeURIComponent(language)}`);
  }

  async begin(language) {
    const begun = await this.request("POST", "sessions", { language });
    this.memory.set({ token: begun.token });
    return begun.messages;
  }

  async history(language) {
    return (await this.request("GET", `messages?language=${encodeURIComponent(language)}`)).messages;
  }

  send({ client_message_id, language, text, suggestion }) {
    return this.request("POST", "messages", { client_message_id, language, ...(suggestion ? { suggestion } : { text }) });
  }

  judge(id, verdict) {
    return this.request("POST", "feedback", { message_id: id, verdict });
  }

  // Deletes the conversation on the server and here. A session the server no longer knows is gone already.
  async forget() {
    if (this.token) {
      try {
        await this.request("DELETE", "sessions");
      } catch (error) {
        if (error.status !== 401) throw error;
      }
    }
    this.memory.set({ token: "", waiting: {}, draft: "" });
  }

  drop() {
    this.memory.set({ token: "" });
  }

  async request(method, path, content) {
    const headers = {};
    if (this.token && !path.startsWith("terms")) headers.authorization = `Bearer ${this.token}`;
    if (content) headers["content-type"] = "application/json";
    const response = await fetch(`${this.server}/web/${path}`, {
      method,
      headers,
      body: content ? JSON.stringify(content) : undefined,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(30000),
    });
    const text = await response.text();
    let answer = null;
    try {
      answer = JSON.parse(text);
    } catch {
      // A proxy in between says something of its own; the status tells.
    }
    if (!response.ok || !answer) {
      const status = response.ok ? 502 : response.status;
      throw new Refusal(status, answer?.detail || "", secondsOf(response.headers.get("retry-after")));
    }
    return answer;
  }
}
