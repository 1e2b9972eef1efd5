// The gateway's events by fetch, because EventSource cannot send the session in a header. A lost
// stream is taken up again after the last event that arrived.

import { Patience } from "./patience.js";

// The gateway sends something every 15 seconds; a stream that is silent for longer is dead.
const SILENCE_MS = 40000;

export class Events {
  #server;
  #on;
  #stop = new AbortController();

  // `on` has event(name, data), lost() and over(): the session is not known any more.
  constructor(server, on) {
    this.#server = server;
    this.#on = on;
  }

  async follow(session) {
    const stop = this.#stop.signal;
    const patience = new Patience();
    let lastId = null;
    while (!stop.aborted) {
      let asked = 0;
      const attempt = new AbortController();
      const end = () => attempt.abort();
      stop.addEventListener("abort", end);
      const silence = alarm(SILENCE_MS, end);
      try {
        const response = await this.#server.events(session, lastId, attempt.signal);
        for await (const event of eventsOf(response.body, silence.restart)) {
          patience.reset();
          if (event.id !== null) lastId = event.id;
          if (!stop.aborted) this.#hand(event);
        }
      } catch (fault) {
        if (fault.status === 401 && !stop.aborted) return this.#on.over();
        asked = fault.retryAfterMs ?? 0;
      } finally {
        silence.cancel();
        stop.removeEventListener("abort", end);
      }
      if (stop.aborted) return;
      this.#on.lost();
      await patience.wait(stop, asked);
    }
  }

  stop() {
    this.#stop.abort();
  }

  // A fault in showing one event is reported and does not cost the stream.
  #hand({ name, data }) {
    try {
      this.#on.event(name, data);
    } catch (fault) {
      reportError(fault);
    }
  }
}

function alarm(delay, ring) {
  let timer = setTimeout(ring, delay);
  return {
    restart: () => {
      clearTimeout(timer);
      timer = setTimeout(ring, delay);
    },
    cancel: () => clearTimeout(timer),
  };
}

// {name, id, data} of each event; what is not our JSON is passed over.
async function* eventsOf(body, heard) {
  let fields = {};
  for await (const line of linesOf(body, heard)) {
    if (line === "") {
      const event = read(fields);
      fields = {};
      if (event !== null) yield event;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    fields[name] = name === "data" && "data" in fields ? `${fields.data}\n${value}` : value;
  }
}

function read({ event = "message", id = null, data }) {
  try {
    return { name: event, id, data: JSON.parse(data) };
  } catch {
    return null;
  }
}

async function* linesOf(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    // A "\r" at the very end may be half of a "\r\n".
    const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    yield* lines;
  }
}
