// One visit: who is here, the session, what is on its way and what comes in.

import { Events } from "./events.js";
import { remember, remembered } from "./memory.js";
import { Outbox } from "./outbox.js";

const FORGOTTEN = { session: null, who: null, unsent: [] };

export class Visit {
  #server;
  #on;
  #events = null;
  #outbox = null;
  #attempt = 0;
  #isBeginning = false;
  facts = null;

  // `on` has started(facts, unsent), unknown(), unreachable(), over(), event(name, data), lost(),
  // sent(id), retrying(id) and refused(id, fault).
  constructor(server, on) {
    this.#server = server;
    this.#on = on;
  }

  static isUnderWay() {
    return Boolean(remembered().session);
  }

  // Neither under way nor about to be.
  get isIdle() {
    return this.facts === null && !this.#isBeginning;
  }

  // Whether the session that is under way is already this person's.
  isOf(token) {
    return this.facts !== null && (remembered().who ?? null) === subjectOf(token);
  }

  // Takes up the session of this tab if it is the same person's, else opens one. A session of
  // somebody else is ended first: on a shared device the next person sees nothing of the last.
  async begin(token, language) {
    this.leave();
    const attempt = this.#attempt;
    const who = subjectOf(token);
    const kept = remembered();
    const isSame = (kept.who ?? null) === who;
    if (!isSame) this.#end(kept.session);
    let facts = isSame ? kept.session : null;
    if (!facts) {
      this.#isBeginning = true;
      try {
        facts = await this.#server.openSession(token, language);
      } catch (fault) {
        if (attempt !== this.#attempt) return;
        this.#isBeginning = false;
        return fault.status === 401 ? this.#on.unknown() : this.#on.unreachable(fault);
      }
      if (attempt !== this.#attempt) return this.#server.endSession(facts.session).catch(() => {});
      this.#isBeginning = false;
      remember({ session: facts, who });
    }
    this.#follow(facts);
  }

  say(said) {
    return this.#outbox.add(said);
  }

  async rate(seq, thumb) {
    return this.#server.rate(this.facts.session, seq, thumb);
  }

  timeline(language) {
    return this.#server.timeline(this.facts.session, language);
  }

  // Ends the session for good.
  end() {
    this.leave();
    this.#end(remembered().session);
  }

  // Stops listening; the session stays, for the next page of the clinic's site.
  leave() {
    this.#attempt += 1;
    this.#isBeginning = false;
    this.#events?.stop();
    this.#outbox?.stop();
    this.#events = this.#outbox = this.facts = null;
  }

  #follow(facts) {
    this.facts = facts;
    const over = () => this.#over();
    this.#outbox = new Outbox((message) => this.#server.send(facts.session, message), { ...this.#on, over });
    this.#events = new Events(this.#server, { ...this.#on, over });
    this.#on.started(facts, this.#outbox.waiting);
    this.#events.follow(facts.session);
    this.#outbox.deliver();
  }

  // The server no longer knows the session. What is unsent goes with the next one, if that is
  // the same person's.
  #over() {
    this.leave();
    remember({ session: null });
    this.#on.over();
  }

  #end(facts) {
    remember(FORGOTTEN);
    // If the server cannot be reached, the session ends by itself when it has been idle.
    if (facts) this.#server.endSession(facts.session).catch(() => {});
  }
}

// Whom the clinic's token speaks of. Not proof, and not used as proof: only the server decides who
// somebody is. It tells whether the session that this tab keeps may be shown.
function subjectOf(token) {
  if (!token) return null;
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return String(JSON.parse(atob(claims)).sub);
  } catch {
    return token;
  }
}
