// Talks to the server: one session, and messages that arrive once however often they are sent.

// The server said no, in words that can be shown.
export class Refusal extends Error {
  constructor(status, detail, retrySeconds) {
    super(detail);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }
}

// The tab's memory: a session's token and a message not yet answered. Sandboxed pages have none.
class Memory {
  constructor(key) {
    this.key = key;
    this.kept = {};
    try {
      this.kept = JSON.parse(sessionStorage.getItem(key)) || {};
    } catch {
      // Without a memory the talk lasts as long as the page.
    }
  }

  set(changes) {
    this.kept = { ...this.kept, ...changes };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // As above.
    }
  }

  clear() {
    this.kept = {};
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}

export class Client {
  constructor(server, language) {
    this.server = server;
    this.language = language;
    this.memory = new Memory(`fact-assistant ${server}`);
  }

  get hasSession() {
    return Boolean(this.memory.kept.token);
  }

  // A message that was sent and not answered, from before a reload.
  get pending() {
    return this.memory.kept.pending || null;
  }

  terms() {
    return this.request("GET", `terms?language=${encodeURIComponent(this.language)}`);
  }

  async begin() {
    const begun = await this.request("POST", "sessions", { language: this.language });
    this.memory.set({ token: begun.token });
    return begun.messages;
  }

  async history() {
    return (await this.request("GET", `messages?language=${encodeURIComponent(this.language)}`)).messages;
  }

  // A new message with an id of its own, remembered until it is answered.
  compose(content) {
    const random = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const message = { client_message_id: id, language: this.language, ...content };
    this.memory.set({ pending: message });
    return message;
  }

  async send(message) {
    const { client_message_id, language, text, suggestion } = message;
    const answer = await this.request("POST", "messages", { client_message_id, language, ...(suggestion ? { suggestion } : { text }) });
    this.settle();
    return answer;
  }

  settle() {
    this.memory.set({ pending: null });
  }

  judge(id, verdict) {
    return this.request("POST", "feedback", { message_id: id, verdict });
  }

  // Deletes the conversation on the server and here. A session the server no longer knows is gone already.
  async forget() {
    if (this.hasSession) {
      try {
        await this.request("DELETE", "sessions");
      } catch (error) {
        if (error.status !== 401) throw error;
      }
    }
    this.memory.clear();
  }

  drop() {
    this.memory.clear();
  }

  async request(method, path, content) {
    const headers = {};
    if (this.hasSession && !path.startsWith("terms")) headers.authorization = `Bearer ${this.memory.kept.token}`;
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
    const answer = await response.json();
    if (!response.ok) throw new Refusal(response.status, answer.detail, Number(response.headers.get("retry-after")) || 0);
    return answer;
  }
}
