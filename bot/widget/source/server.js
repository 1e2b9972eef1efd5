// The calls to the gateway. No cookies: the session travels in a header, so that no other page
// can borrow it.

const SLOWEST_MS = 15000;

// The gateway's refusal: its status, its one-word code and its sentence for people.
export class Refused extends Error {
  constructor(response, answer) {
    super(typeof answer.error === "string" ? answer.error : "");
    this.status = response.status;
    this.code = answer.code;
    const seconds = Number(response.headers.get("Retry-After"));
    this.retryAfterMs = seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
  }
}

export class Server {
  constructor(base) {
    this.base = base;
  }

  openSession(token, language) {
    return this.#call("POST", "api/session", null, { token, language });
  }

  endSession(session) {
    return this.#call("DELETE", "api/session", session);
  }

  // `message` is {id, text} or {id, button}. Repeating it is harmless: its id is stored once.
  send(session, message) {
    return this.#call("POST", "api/messages", session, message);
  }

  // `thumb` is "up", "down" or null.
  rate(session, seq, thumb) {
    return this.#call("POST", "api/feedback", session, { seq, thumb });
  }

  timeline(session, language) {
    return this.#call("GET", `api/timeline?language=${language}`, session);
  }

  // The open stream of events after `lastId`, or all of the conversation.
  async events(session, lastId, signal) {
    const headers = { Accept: "text/event-stream", Authorization: `Bearer ${session}` };
    if (lastId !== null) headers["Last-Event-ID"] = lastId;
    const response = await this.#fetch("api/events", { headers, signal, cache: "no-store" });
    if (!response.ok) throw new Refused(response, await answerOf(response));
    return response;
  }

  async #call(method, path, session, body) {
    const headers = {};
    if (session !== null) headers.Authorization = `Bearer ${session}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await this.#fetch(path, {
      method,
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SLOWEST_MS),
      // A message that is on its way when the page is left still arrives.
      keepalive: method !== "GET",
    });
    const answer = await answerOf(response);
    if (!response.ok) throw new Refused(response, answer);
    return answer;
  }

  #fetch(path, request) {
    return fetch(new URL(path, this.base), {
      ...request,
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
  }
}

async function answerOf(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}
