// The page of a draft: shows its state, stops and continues it, and connects the other modules.
import { Line } from "./connection.js";
import { count, draw, follow, held } from "./text.js";
import * as fields from "./fields.js";
import { closeEditor, openEditor } from "./editor.js";
import { bringBack } from "./revision.js";
import { followKeyboard } from "./keyboard.js";

const make = document.getElementById("make");
const $ = (id) => document.getElementById(id);
const STAGES = { day_number: 1, title: 3, excerpt: 4, tags: 5 };
const idle = Number(make.dataset.idle);
const phrase = (name, value = "") => $("phrases").content.querySelector(`[data-${name}]`).textContent.replace("%s", value);
const number = (value) => value.toLocaleString(document.documentElement.lang);
const tell = (text) => { if ($("said").textContent !== text) $("said").textContent = text; };
const isOver = () => "over" in $("heading").dataset;

// --- connection ---
let line = null;
htmx.createEventSource = (url) => {
  if (line) return line;
  line = new Line(url, idle, () => [["held", held()], ["state", $("heading").dataset.key || ""]]);
  line.addEventListener("heard", () => { isHeld = false; });
  line.addEventListener("held", () => { isHeld = true; });
  line.addEventListener("rest", () => $("text").removeAttribute("aria-busy"));
  if (!isOver()) line.open();
  return line;
};

// --- a finished draft may be continued in another tab or on another device ---
const look = () => {
  if (!line.isOpen && ["failed", "stopped"].includes($("heading").dataset.phase) && !document.hidden) line.open();
};
const tabs = new BroadcastChannel("til-draft");
tabs.addEventListener("message", ({ data }) => {
  if (data !== make.dataset.id) return;
  line.open();
  setTimeout(look, 2000); // in case the stream was about to end at that moment
});
document.addEventListener("visibilitychange", look);
addEventListener("online", look);
setInterval(look, 30_000);

// --- state ---
let isHeld = false; // whether the connection seems blocked
let grew = Date.now(); // time of the last event
let began = null;
let stated = Date.now(); // when the heading was made
const mark = (stage) => {
  for (const step of $("steps").children) {
    step.classList.toggle("ok", step.dataset.stage < stage);
    if (Number(step.dataset.stage) === stage && !isOver()) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
};
const hint = () => {
  const lost = line.lostAt && Date.now() - line.lostAt;
  if (isOver() && lost <= 800) return "";
  if (lost > 45_000) return phrase("away");
  if (lost > 800 && !navigator.onLine) return phrase("offline");
  if (lost > 3_000) return phrase("restarting");
  if (lost > 800) return phrase("lost"); // most interruptions end before a message helps
  if (isHeld) return phrase("held");
  if (["thinking", "again"].includes($("heading").dataset.phase)) return ""; // the heading says why
  const silent = Date.now() - grew > idle * 500;
  return silent ? phrase("waiting", $("heading").dataset.phase === "fetching" ? phrase("page") : $("writer").textContent) : "";
};
const tick = () => {
  const said = hint();
  if ($("hint").textContent !== said) {
    $("hint").firstChild.textContent = said;
    $("hint").hidden = !said;
    make.classList.toggle("hinted", Boolean(said));
    if (said) tell(said);
  }
  const passed = (Date.now() - stated) / 1000;
  if ($("since")) $("since").textContent = phrase("since", number(Math.round(Number($("since").dataset.seconds) + passed)));
  if ($("until")) {
    const left = Math.ceil(Number($("until").dataset.seconds) - passed);
    $("until").textContent = left > 0 ? phrase("until", number(left)) : "";
  }
  const clock = $("clock");
  if (!clock) return;
  began ??= Date.now() - clock.dataset.age * 1000;
  clock.textContent = phrase("clock", number(Math.max(0, Math.round((Date.now() - began) / 1000))));
};
const tally = () => {
  const words = count();
  if ($("count")) $("count").textContent = words ? phrase("count", number(words)) : "";
  make.classList.toggle("has-text", words > 0);
};
const about = () => isOver() ? "draft" : ["fetching", "reading"].includes($("heading").dataset.phase) ? "" : "source"; // as far as it can be read
let sought = about(); // the page asks for earlier TILs once by itself
const lookBack = () => {
  if (about() === sought || $("earlier").querySelector("[open]")) return;
  sought = about();
  htmx.trigger($("earlier"), "look");
};
const onState = () => {
  stated = Date.now();
  mark(Number($("heading").dataset.stage));
  if ($("source").open) htmx.trigger($("source"), "toggle"); // it may have been read in the meantime
  lookBack();
  tell($("heading").textContent);
  tick();
  if (isOver()) onEnd();
  else onBegin();
};
const onBegin = () => { // possibly again, so messages about the end no longer apply
  $("text").setAttribute("aria-busy", "true");
  $("outcome").querySelector(".row")?.remove();
  $("notes").replaceChildren();
};
const onEnd = () => {
  began = null;
  goOn();
  forgetNotes();
  follow(false);
};
const goOn = () => { // focus the text, unless the user is typing elsewhere
  const focus = document.activeElement;
  if (!focus || focus === document.body || focus.closest("#stop")) $("heading").focus({ preventScroll: true });
};
const forgetNotes = () => { // the draft holds them now; returns whether they were stored here
  try {
    const notes = JSON.parse(localStorage.getItem("til-notes") || "null");
    const key = make.dataset.key;
    if (!notes || !key || !key.startsWith(`${notes.key}-`)) return false;
    localStorage.removeItem("til-notes");
    return true;
  } catch { /* storage is unavailable */ }
  return false;
};

make.addEventListener("htmx:sseBeforeMessage", (event) => {
  const { type, data } = event.detail;
  if (type !== "state") grew = Date.now();
  if (type in draw) draw[type](data);
  else if (type in STAGES) fields.fill(type, data);
  else return; // htmx swaps the rest
  event.preventDefault();
  if (type in STAGES) mark(STAGES[type] + 1);
  if (type === "title") tell(phrase("title", data));
  tally();
  follow(!isOver());
});
make.addEventListener("htmx:sseMessage", ({ detail }) => {
  grew = Date.now();
  tally();
  if (detail.type === "state") onState();
});

// --- user actions ---
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (beside?.closeBeside() || closeEditor()) { event.preventDefault(); return; }
  if (isOver() || event.target.closest?.("input, textarea, select, [contenteditable], details[open]")) return;
  $("stop").requestSubmit();
  tell(phrase("stopping"));
});
let isLeaving = false; // following the server's redirect
addEventListener("beforeunload", (event) => {
  if (!isLeaving && fields.hasTyped()) event.preventDefault();
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  $("trouble").replaceChildren();
  const button = detail.triggeringEvent?.submitter; // htmx misses buttons outside their form
  if (button?.name) detail.parameters[button.name] = button.value || "1";
  if ($("content") && detail.elt.closest("[data-revise], [data-reads-text]")) detail.parameters.content = $("content").value;
});
// --- loaded when needed: the comparison with the source, and what is done about claims ---
let beside = null;
document.addEventListener("htmx:load", async ({ detail }) => {
  if (detail.elt.id !== "beside") return;
  beside ??= await import("./beside.js");
  beside.openBeside();
});
document.addEventListener("click", async ({ target }) => {
  if (target.closest?.("[data-sentence] button")) (await import("./claims.js")).act(target.closest("button"));
});
let isSaving = false; // perhaps still behind the decision about a proposal: both share a queue, since saving leaves the page
document.addEventListener("submit", (event) => {
  if (event.target.id !== "keep") return;
  if (isSaving) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  isSaving = true;
}, { capture: true });
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.elt.removeAttribute("aria-busy");
  if (detail.elt.id === "keep" && !isLeaving) isSaving = false;
  if (detail.successful && detail.elt.id === "again") {
    line.open();
    tabs.postMessage(make.dataset.id);
  }
});
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const place = detail.xhr.getResponseHeader("HX-Redirect");
  if (!place) return;
  isLeaving = true;
  if (detail.elt.id === "keep" && !place.includes("/login/")) fields.forget();
});
document.addEventListener("htmx:sendError", () => {
  $("trouble").innerHTML = '<p class="note bad" role="alert"></p>';
  $("trouble").firstChild.textContent = phrase("unsent");
});
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id !== "editor") return;
  import("../linking.js");
  if (!("quiet" in $("edit").dataset)) openEditor();
  fields.restore(() => {});
});

addEventListener("DOMContentLoaded", () => { // after htmx's own listener
  setInterval(tick, 500);
  tick();
  fields.restore(() => { if (isOver()) $("edit").click(); });
  bringBack();
});
followKeyboard();
tally();
if (!isOver()) tabs.postMessage(make.dataset.id);
else if (forgetNotes()) goOn(); // written before this page loaded
