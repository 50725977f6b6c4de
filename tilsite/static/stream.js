// Follows a draft while it is written: draws its blocks, keeps what a person typed, and finds its way back after a loss.
(() => {
  const make = document.getElementById("make");
  if (!make) return;
  const $ = (id) => document.getElementById(id);
  const NAMES = ["state", "day_number", "reset", "block", "tail", "full", "title", "excerpt", "tags", "complete", "failed", "ping", "close"];
  const ONCE = new Set(["day_number", "block", "full", "title", "excerpt", "tags"]);
  let after = ""; // the last position seen
  let open = ""; // the open block's HTML, as this connection sent it
  let source = null, heard = 0, failures = 0;

  // --- the connection ---
  const order = (id) => id.split("-").slice(1).map(Number);
  const isNew = (id) => {
    const [one, other] = [order(id), order(after)];
    for (let at = 0; at < 4; at += 1) if ((one[at] || 0) !== (other[at] || 0)) return (one[at] || 0) > (other[at] || 0);
    return false;
  };
  const beat = () => { heard = Date.now(); };
  const calm = () => { failures = 0; $("lost").hidden = $("away").hidden = true; };
  htmx.createEventSource = (url) => {
    const place = new URL(url, location.href);
    if (after) place.searchParams.set("after", after);
    source = new EventSource(place);
    open = "";
    beat();
    for (const name of NAMES) source.addEventListener(name, () => { beat(); calm(); });
    source.addEventListener("open", () => { open = ""; beat(); });
    source.addEventListener("close", () => { source = null; });
    return source;
  };
  setInterval(() => { // a line that is dead without a word: end it, and htmx opens another
    if (!source || Date.now() - heard < make.dataset.idle * 1000) return;
    source.close();
    source.dispatchEvent(new Event("error"));
  }, 500);
  document.body.addEventListener("htmx:sseError", () => {
    failures += 1;
    $("lost").hidden = failures > 6;
    $("away").hidden = failures <= 6;
  });

  // --- the text ---
  const grow = (data) => {
    const at = data.indexOf(" ");
    return open.slice(0, Number(data.slice(0, at))) + data.slice(at + 1);
  };
  const show = (html) => { open = html; $("tail").innerHTML = html; };
  const draw = {
    block: (data) => { $("blocks").insertAdjacentHTML("beforeend", grow(data)); show(""); },
    tail: (data) => show(grow(data)),
    full: (data) => { $("blocks").innerHTML = data; show(""); },
    reset: () => { $("blocks").replaceChildren(); show(""); },
  };
  const isTyped = (field) => field.querySelector("[data-typed]") !== null;
  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    const { type, data, lastEventId } = event.detail;
    if (ONCE.has(type) && after && !isNew(lastEventId)) { event.preventDefault(); return; }
    if (lastEventId) after = lastEventId;
    if (draw[type]) { event.preventDefault(); draw[type](data); count(); }
    else if (isTyped(event.target)) event.preventDefault();
  });
  document.body.addEventListener("input", ({ target }) => { if (target.form?.id === "keep") target.dataset.typed = ""; });

  // --- how long, how much ---
  const words = $("words").content;
  const say = (name, number) => words.querySelector(`[data-${name}]`).textContent.replace("%s", number.toLocaleString(document.documentElement.lang));
  let began = null;
  const count = () => {
    const place = $("count");
    if (place) place.textContent = say("count", ($("text").innerText.match(/\S+/g) || []).length);
  };
  const tick = () => {
    const clock = $("clock");
    if (!clock) return;
    began ??= Date.now() - clock.dataset.age * 1000;
    clock.textContent = say("clock", Math.round((Date.now() - began) / 1000));
  };
  setInterval(tick, 1000);
  document.body.addEventListener("htmx:sseMessage", ({ detail }) => {
    tick();
    count();
    if (detail.type === "complete" || detail.type === "failed") $("text").removeAttribute("aria-busy");
  });
  tick();
  count();

  addEventListener("keydown", (event) => {
    const stop = $("stop");
    if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229 && stop.offsetParent) stop.requestSubmit();
  });
})();
