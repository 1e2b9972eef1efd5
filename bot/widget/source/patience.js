// Waiting between attempts: longer each time, cut short when the network or the reader is back.

const FIRST_MS = 500;
const LONGEST_MS = 20000;

export class Patience {
  #next = FIRST_MS;

  reset() {
    this.#next = FIRST_MS;
  }

  // Resolves when it is time to try again, at once when `signal` ends it. `atLeast` is what a
  // server asked for, in milliseconds.
  async wait(signal, atLeast = 0) {
    // Spread, so that after a restart of the server not every page comes in the same instant.
    const delay = Math.max(atLeast, this.#next * (0.75 + Math.random() / 2));
    this.#next = Math.min(this.#next * 2, LONGEST_MS);
    await pause(delay, signal, atLeast === 0);
  }
}

function pause(delay, signal, mayBeCut) {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const done = () => {
      clearTimeout(timer);
      listening.abort();
      resolve();
    };
    const timer = setTimeout(done, delay);
    if (signal.aborted) return done();
    const options = { signal: listening.signal };
    signal.addEventListener("abort", done, options);
    if (!mayBeCut) return;
    addEventListener("online", done, options);
    document.addEventListener("visibilitychange", () => document.hidden || done(), options);
  });
}
