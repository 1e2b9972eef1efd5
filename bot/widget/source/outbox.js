// Messages on their way, one after the other so that their order holds. Each keeps its id until
// the server has acknowledged it, also over a reload, so a message is never lost and never doubled.

import { remember, remembered } from "./memory.js";
import { Patience } from "./patience.js";

export class Outbox {
  #send;
  #on;
  #waiting;
  #busy = false;
  #stop = new AbortController();

  // `send(message)` resolves when it is stored. `on` has retrying(id), refused(id, fault), sent(id)
  // and over().
  constructor(send, on) {
    this.#send = send;
    this.#on = on;
    this.#waiting = remembered().unsent ?? [];
  }

  // What was not acknowledged before the reload: {id, text} or {id, button, title}.
  get waiting() {
    return this.#waiting;
  }

  add(said) {
    const message = { id: crypto.randomUUID(), ...said };
    this.#keep([...this.#waiting, message]);
    this.deliver();
    return message;
  }

  stop() {
    this.#stop.abort();
  }

  async deliver() {
    if (this.#busy) return;
    this.#busy = true;
    const patience = new Patience();
    while (this.#waiting.length > 0 && !this.#stop.signal.aborted) {
      const { id, text, button } = this.#waiting[0];
      try {
        await this.#send(text === undefined ? { id, button } : { id, text });
        // What this tab keeps may be somebody else's by now. The same person's next outbox sends
        // it again under its id, which doubles nothing.
        if (this.#stop.signal.aborted) return;
        this.#done(id);
        this.#on.sent(id);
      } catch (fault) {
        if (this.#stop.signal.aborted) return;
        if (fault.status === 401) {
          this.#busy = false;
          return this.#on.over();
        }
        if (isFinal(fault)) {
          this.#done(id);
          this.#on.refused(id, fault);
          continue;
        }
        this.#on.retrying(id);
        await patience.wait(this.#stop.signal, fault.retryAfterMs);
        continue;
      }
      patience.reset();
    }
    this.#busy = false;
  }

  #done(id) {
    this.#keep(this.#waiting.filter((message) => message.id !== id));
  }

  #keep(messages) {
    this.#waiting = messages;
    remember({ unsent: messages });
  }
}

function isFinal(fault) {
  return fault.status >= 400 && fault.status < 500 && ![408, 429].includes(fault.status);
}
