// Follows a draft while it is written: draws it, keeps what a person typed, and finds its way back after a loss.
(() => {
  const make = document.getElementById("make");
  const $ = (id) => document.getElementById(id);
  const NAMES = ["state", "day_number", "reset", "block", "message", "full", "title", "excerpt", "tags", "complete", "failed", "ping", "close"];
  const ONCE = new Set(["day_number", "block", "full", "title", "excerpt", "tags"]);
  const STAGES = { day_number: 1, title: 3, excerpt: 4, tags: 5 };
  const PATIENT = 6; // losses in a row before the page speaks up
  const phrase = (name, value) => $("phrases").content.querySelector(`[data-${name}]`).textContent.replace("%s", value);
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  const tell = (text) => { $("said").textContent = text; };

  // --- the connection: one position, whatever happens to the line ---
  let after = ""; // the last position seen
  let source = null, last = null, heard = 0, losses = 0, hint = 0, isLooking = false;
  const order = (id) => id.split("-").slice(1).map(Number);
  const isNew = (id) => {
    const [one, other] = [order(id), order(after)];
    const at = [0, 1, 2, 3].find((place) => (one[place] || 0) !== (other[place] || 0));
    return at !== undefined && (one[at] || 0) > (other[at] || 0);
  };
  const alive = () => {
    heard = Date.now();
    losses = 0;
    clearTimeout(hint);
    $("lost").hidden = $("away").hidden = true;
  };
  htmx.createEventSource = (url) => {
    const place = new URL(url, location.href);
    if (after) place.searchParams.set("after", after);
    source = last = new EventSource(place);
    heard = Date.now();
    isLooking = false;
    const forget = () => { open = ""; };
    source.addEventListener("open", forget);
    forget();
    for (const name of NAMES) source.addEventListener(name, alive);
    source.addEventListener("close", () => {
      source = null;
      $("text").removeAttribute("aria-busy");
    });
    return source;
  };
  setInterval(() => { // a line that died without a word: end it, and htmx opens another
    if (!source || Date.now() - heard < make.dataset.idle * 1000) return;
    source.close();
    source.dispatchEvent(new Event("error"));
    heard = Date.now();
  }, 500);
  make.addEventListener("htmx:sseError", () => {
    if (isLooking) return;
    losses += 1;
    clearTimeout(hint);
    hint = setTimeout(() => {
      $("away").hidden = losses <= PATIENT;
      $("lost").hidden = losses > PATIENT;
    }, losses > 1 ? 0 : 800); // most losses are over before anybody need be told
  });

  // --- what has ended may be taken up again in another tab, or on another device ---
  const look = () => {
    if (source || !last || isLooking || document.hidden || !navigator.onLine) return;
    if (!["failed", "stopped"].includes($("heading").dataset.phase)) return;
    isLooking = true;
    last.dispatchEvent(new Event("error")); // htmx opens another; it is closed at once where nothing has come
  };
  const tabs = new BroadcastChannel("til-draft");
  tabs.addEventListener("message", ({ data }) => {
    if (data !== make.dataset.id) return;
    look();
    setTimeout(look, 2000); // where the stream was about to end just then
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  setInterval(look, 30_000);

  // --- the text: see generate/page/difference.py ---
  let open = ""; // the open block's HTML, as this connection sent it
  const unpack = (data) => data.replaceAll("\x1d", "\n").replace(/\x1e(\w+) /g, '<span class="$1">').replaceAll("\x1f", "</span>");
  const grown = (data) => {
    const [, cut, end = cut, rest] = data.match(/^(\d+)(?:,(\d+))? ([^]*)$/);
    return open.slice(0, open.length - cut) + unpack(rest) + open.slice(open.length - end);
  };
  const show = (html) => {
    open = html;
    $("tail").innerHTML = html;
  };
  const draw = {
    message: (data) => show(grown(data)),
    block: (data) => {
      const at = data.indexOf(" ");
      const [length, html] = [Number(data.slice(0, at)), grown(data.slice(at + 1))];
      $("blocks").insertAdjacentHTML("beforeend", html.slice(0, length));
      show(html.slice(length));
    },
    full: (data) => {
      $("blocks").innerHTML = unpack(data);
      show("");
    },
    reset: () => {
      $("blocks").replaceChildren();
      show("");
    },
  };

  // --- the fields: what was typed stays ---
  let leaving = false; // where the server sends us
  const store = `til-edit-${make.dataset.id}`;
  const fields = () => [...document.querySelectorAll("#title, #excerpt, #tags, #day_number, #content")];
  const fill = (name, data) => {
    const field = $(name);
    field?.classList.remove("wait");
    if (!field || "typed" in field.dataset) return;
    if (name !== "tags") field.value = data;
    else {
      $("chips").innerHTML = data;
      $("chips").hidden = !data;
      field.value = [...document.querySelectorAll("#chips span")].map((tag) => tag.textContent).join(", ");
    }
  };
  const kept = () => JSON.parse(localStorage.getItem(store) || "{}");
  const keepTyped = () => {
    const typed = fields().filter((field) => "typed" in field.dataset).map((field) => [field.id, field.value]);
    try {
      localStorage.setItem(store, JSON.stringify({ ...kept(), ...Object.fromEntries(typed) }));
    } catch { /* storage is off or full: the page still has it */ }
  };
  const restore = () => {
    try {
      for (const [name, value] of Object.entries(kept())) {
        const field = $(name);
        if (name === "content" && !field && isOver()) $("edit").click(); // and back here, when it has opened
        if (!field || "typed" in field.dataset) continue;
        field.value = value;
        field.dataset.typed = "";
        field.classList.remove("wait");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } catch { /* storage is off, or not ours */ }
  };
  document.addEventListener("input", ({ target }) => {
    if (target.form?.id !== "keep") return;
    target.dataset.typed = "";
    if (target.id === "tags") $("chips").hidden = true;
    keepTyped();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && fields().some((field) => "typed" in field.dataset)) event.preventDefault();
  });

  // --- how far it is ---
  let began = null;
  const mark = (stage) => {
    for (const step of $("steps").children) {
      step.classList.toggle("ok", step.dataset.stage < stage);
      if (Number(step.dataset.stage) === stage && !isOver()) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
  };
  const isOver = () => "over" in $("heading").dataset;
  const tick = () => {
    const clock = $("clock");
    if (!clock) return;
    began ??= Date.now() - clock.dataset.age * 1000;
    clock.textContent = phrase("clock", number(Math.max(0, Math.round((Date.now() - began) / 1000))));
  };
  const count = () => {
    const words = $("text").textContent.match(/\S+/g)?.length || 0;
    if ($("count")) $("count").textContent = words ? phrase("count", number(words)) : "";
    make.classList.toggle("has-text", words > 0);
  };
  const onState = () => {
    mark(Number($("heading").dataset.stage));
    if ($("source").open) htmx.trigger($("source"), "toggle"); // it may have been read since
    tell($("phase").textContent);
    tick();
    if (isOver()) onEnd();
    else onBegin();
  };
  const onBegin = () => { // maybe once more: what was said at the end holds no longer
    $("text").setAttribute("aria-busy", "true");
    $("verdict").replaceChildren();
    $("outcome").replaceChildren();
  };
  const onEnd = () => {
    goOn();
    forgetNotes();
  };
  const goOn = () => { // to where the work goes on, unless they are at work elsewhere
    const focus = document.activeElement;
    if (!focus || focus === document.body || focus.closest("#stop")) $("heading").focus({ preventScroll: true });
  };
  const forgetNotes = () => { // the draft holds them now: tell whether they were here until now
    try {
      const notes = JSON.parse(localStorage.getItem("til-notes") || "null");
      const key = make.dataset.key;
      if (!notes || !key || !key.startsWith(`${notes.key}-`)) return false;
      localStorage.removeItem("til-notes");
      return true;
    } catch { /* storage is off */ }
    return false;
  };

  make.addEventListener("htmx:sseBeforeMessage", (event) => {
    const { type, data, lastEventId } = event.detail;
    if (ONCE.has(type) && after && !isNew(lastEventId)) { event.preventDefault(); return; }
    if (lastEventId) after = lastEventId;
    if (type in draw) draw[type](data);
    else if (type in STAGES) fill(type, data);
    else return; // htmx swaps the rest
    event.preventDefault();
    if (type in STAGES) mark(STAGES[type] + 1);
    if (type === "title") tell(phrase("title", data));
    count();
  });
  make.addEventListener("htmx:sseMessage", ({ detail }) => {
    count();
    if (detail.type === "state") onState();
  });

  // --- what a person does ---
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.keyCode === 229 || isOver()) return;
    $("stop").requestSubmit();
    tell(phrase("stopping", ""));
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    $("trouble").replaceChildren();
    const button = detail.triggeringEvent?.submitter; // htmx misses those outside of their form
    if (button?.name) detail.parameters[button.name] = "1";
    if (detail.elt.dataset.again && $("content")) detail.parameters.content = $("content").value;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const part = detail.elt.dataset?.again;
    if (!detail.successful) return;
    if (part) {
      delete $(part).dataset.typed;
      fill(part, detail.xhr.responseText);
      $(part).dataset.typed = "";
      keepTyped();
    }
  });
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("HX-Redirect")) return;
    leaving = true;
    if (detail.elt.id !== "keep" || detail.xhr.getResponseHeader("HX-Redirect").includes("/login/")) return;
    try { localStorage.removeItem(store); } catch { /* storage is off */ }
  });
  document.addEventListener("htmx:sendError", () => { $("lost").hidden = false; });
  document.addEventListener("htmx:load", ({ detail }) => {
    if (detail.elt.id !== "editor") return;
    restore();
    $("content").focus();
  });

  setInterval(tick, 1000);
  addEventListener("DOMContentLoaded", restore); // behind htmx's own
  tick();
  count();
  if (!isOver()) tabs.postMessage(make.dataset.id);
  else if (forgetNotes()) goOn(); // written before this page was there
})();
