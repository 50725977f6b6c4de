// The page's event stream, across reconnections. htmx uses it like an EventSource. It resumes at its position, shares the
// browser's few connections with other pages, and reconnects automatically.
const NAMES = ["state", "day_number", "reset", "part", "block", "message", "full", "title", "excerpt", "tags", "complete", "failed", "ping", "close"];
const ONCE = new Set(["day_number", "block", "full", "title", "excerpt", "tags"]); // events that must not be delivered twice
const BRINGS_NOTHING = new Set(["state", "ping", "close"]);
const LINES = 4; // of the six connections that browsers open to a host over HTTP/1.1
const TURN = 4_000; // milliseconds that a page keeps its connection while other pages wait
const OPENING = 4_000; // milliseconds until a connection without any answer is given up: browsers try dead ones again
const SOCKETS = 6; // that may be dead
const OUT_OF_SIGHT = 3_000; // milliseconds in the background until it disconnects

const order = (id) => id.split("-").slice(1).map(Number);
const isLater = (id, than) => {
  const [one, other] = [order(id), order(than)];
  const at = [0, 1, 2, 3].find((place) => (one[place] || 0) !== (other[place] || 0));
  return at !== undefined && (one[at] || 0) > (other[at] || 0);
};

// Resolves once this page may connect, to a function that releases the slot.
const turn = async (signal) => {
  if (!navigator.locks) return () => {};
  const hold = (number, options) => new Promise((resolve, reject) => {
    const keep = (lock) => new Promise((giveBack) => {
      resolve(lock && giveBack);
      if (!lock) giveBack();
    });
    navigator.locks.request(`til-line-${number}`, options, keep).catch(reject);
  });
  for (let number = 0; number < LINES; number += 1) {
    const giveBack = await hold(number, { ifAvailable: true });
    if (giveBack) return giveBack;
  }
  return hold(Math.floor(Math.random() * LINES), { signal });
};
const othersWait = async () => (await navigator.locks.query()).pending.some(({ name }) => name.startsWith("til-line-"));

export class Line extends EventTarget {
  after = "";
  lostAt = 0; // time at which the connection was lost; 0 while connected
  #url;
  #idle;
  #more;
  #source = null;
  #giveBack = null;
  #waiting = null;
  #timer = 0;
  #hiding = 0;
  #since = 0;
  #heard = 0;
  #failures = 0;
  #isAnswered = false;
  #hasBrought = false;
  #isWanted = false;

  // `idle` is in seconds; `more()` returns query pairs that describe what the page already has
  constructor(url, idle, more) {
    super();
    this.#url = new URL(url, location.href);
    this.after = this.#url.searchParams.get("after") || "";
    [this.#idle, this.#more] = [idle * 1000, more];
    setInterval(() => this.#watch(), 500);
    document.addEventListener("visibilitychange", () => this.#onSight());
    addEventListener("pagehide", () => this.#drop());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#connect());
    addEventListener("online", () => this.#connect());
  }

  get isOpen() { return this.#isWanted; }

  open() {
    this.#isWanted = true;
    this.#connect();
  }

  close() { // no more events for now
    this.#isWanted = false;
    this.lostAt = 0;
    this.#drop();
    this.dispatchEvent(new Event("rest"));
  }

  async #connect() {
    clearTimeout(this.#timer);
    if (!this.#isWanted || this.#source || this.#waiting || document.hidden) return;
    const waiting = this.#waiting = new AbortController();
    const giveBack = await turn(waiting.signal).catch(() => null);
    if (this.#waiting === waiting) this.#waiting = null;
    if (!giveBack) return;
    if (!this.#isWanted || this.#source || document.hidden) { giveBack(); return; }
    this.#giveBack = giveBack;
    const url = new URL(this.#url);
    url.searchParams.set("after", this.after);
    for (const [name, value] of this.#more()) url.searchParams.set(name, value);
    const source = this.#source = new EventSource(url);
    this.#hasBrought = this.#isAnswered = false;
    this.#since = this.#heard = Date.now();
    source.addEventListener("open", () => { this.#isAnswered = true; });
    source.addEventListener("error", () => this.#source === source && this.#lose());
    for (const name of NAMES) source.addEventListener(name, (event) => this.#source === source && this.#hear(event));
  }

  #hear({ type, data, lastEventId }) {
    this.#heard = Date.now();
    this.#failures = this.lostAt = 0;
    this.#hasBrought ||= !BRINGS_NOTHING.has(type);
    const isKnown = ONCE.has(type) && this.after && !isLater(lastEventId, this.after);
    if (!isKnown) {
      if (lastEventId) this.after = lastEventId;
      this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
    }
    this.dispatchEvent(new Event("heard"));
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#giveBack?.();
    this.#waiting?.abort();
    this.#source = this.#giveBack = this.#waiting = null;
  }

  #lose() {
    this.#drop();
    this.lostAt ||= Date.now();
    const most = Date.now() - this.lostAt < 30_000 ? 1_000 : 8_000;
    const pause = this.#hasBrought ? 100 : Math.min(most, 250 * 2 ** this.#failures);
    if (!this.#hasBrought) this.#failures += 1;
    this.#timer = setTimeout(() => this.#connect(), pause * (0.8 + 0.4 * Math.random()));
  }

  async #watch() {
    if (!this.#source) return;
    const patience = this.#isAnswered || this.#failures >= SOCKETS ? this.#idle : Math.min(this.#idle, OPENING);
    if (Date.now() - this.#heard > patience) {
      if (!this.#isAnswered) this.#failures += 1;
      this.dispatchEvent(new Event("held")); // the connection died silently
      this.#drop();
      this.#connect();
    } else if (this.#giveBack && navigator.locks && Date.now() - this.#since > TURN && await othersWait()) {
      this.#since = Date.now();
      this.#drop();
      this.#connect();
    }
  }

  #onSight() {
    clearTimeout(this.#hiding);
    if (document.hidden) this.#hiding = setTimeout(() => this.#drop(), OUT_OF_SIGHT);
    else this.#connect();
  }
}
