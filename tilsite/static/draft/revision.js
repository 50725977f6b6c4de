// A revision of the text: ask for it, watch its changes, take all, some or none of them, and undo that.
import { Line } from "./connection.js";
import { closeEditor, isEditing, loadEditor, openEditor } from "./editor.js";
import { type } from "./fields.js";
import { forgetPassage, passage } from "./passage.js";

const $ = (id) => document.getElementById(id);
const make = $("make");
const phrase = (name) => $("phrases").content.querySelector(`[data-${name}]`).textContent;
const box = () => $("revision").querySelector(".revision");
export const refuse = (text) => {
  $("trouble").innerHTML = '<p class="note bad" role="alert"></p>';
  $("trouble").firstChild.textContent = text;
};

// --- ask: the editor holds the text that a revision begins from ---
const form = $("revise");
if (form) {
  form.hidden = false;
  form.addEventListener("htmx:confirm", async (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    await loadEditor();
    if (passage($("content").value) === undefined) refuse(phrase("unfound"));
    else event.detail.issueRequest(true);
  });
  form.addEventListener("htmx:configRequest", ({ detail }) => {
    Object.assign(detail.parameters, { content: $("content").value, ...passage($("content").value) });
  });
  form.addEventListener("click", ({ target }) => {
    if (!target.dataset.wish) return;
    $("wish").value = target.dataset.wish;
    form.requestSubmit();
  });
}

// --- watch ---
let line = null;
// What is in view stays where it is, and is not folded.
const keyed = (sheet) => {
  const times = new Map();
  return [...sheet.querySelectorAll(".block")].map((block) => {
    const text = block.querySelector(".words") ? block.dataset.old : block.textContent;
    times.set(text, (times.get(text) ?? 0) + 1);
    return [`${times.get(text)} ${text}`, block];
  });
};
const keepPlace = (sheet, draw) => {
  const shown = keyed(sheet).map(([key, block]) => [key, block.getBoundingClientRect()]).filter(([, { top, bottom }]) => bottom > 0 && top < innerHeight);
  draw();
  const blocks = new Map(keyed(sheet));
  for (const [key] of shown) blocks.get(key)?.closest("details")?.setAttribute("open", "");
  const [key, before] = shown.find(([one]) => blocks.has(one)) ?? [];
  if (before) scrollBy({ top: blocks.get(key).getBoundingClientRect().top - before.top, behavior: "instant" });
};
const watch = (revision) => {
  if (isEditing()) closeEditor($("content"));
  make.classList.add("revising");
  $("taken").hidden = true;
  const [sheet, ways] = [revision.querySelector(".changes"), revision.querySelector(".ways-out")];
  line?.close();
  line = new Line(revision.dataset.events, Number(make.dataset.idle), () => []);
  line.addEventListener("message", ({ data }) => keepPlace(sheet, () => { sheet.innerHTML = data; }));
  line.addEventListener("complete", ({ data }) => {
    sheet.removeAttribute("aria-busy");
    ways.innerHTML = data;
    htmx.process(ways);
    count();
    ways.querySelector("button").focus({ preventScroll: true });
  });
  line.addEventListener("close", () => {
    line.close();
    if (sheet.hasAttribute("aria-busy")) close(); // it was decided elsewhere
  });
  line.open();
  revision.querySelector("h2").focus({ preventScroll: true });
  revision.scrollIntoView({ block: "start", behavior: "instant" });
};
const close = () => {
  line?.close();
  $("revision").replaceChildren();
  make.classList.remove("revising");
};

// --- choose ---
const pieces = () => [...box().querySelectorAll("[data-old]")].map((block) => ({ ...block.dataset, tick: block.querySelector("input") }));
const count = () => {
  const ticks = pieces().map(({ tick }) => tick).filter(Boolean);
  const [button, taken] = [box().querySelector("[data-take-revision]"), ticks.filter(({ checked }) => checked).length];
  if (!button) return;
  button.disabled = !taken;
  button.textContent = taken === ticks.length ? button.dataset.all : button.dataset.some.replace("%1", taken).replace("%2", ticks.length);
};
$("revision").addEventListener("change", count);

const joined = (parts) => {
  const chosen = parts.map(({ tick, ...part }) => (tick?.checked ? "new" : "old")).map((side, at) => [side, parts[at][side]]);
  const last = { old: parts.findLastIndex((part) => part.old), new: parts.findLastIndex((part) => part.new) };
  const more = (at) => chosen.slice(at + 1).some(([, text]) => text);
  return chosen.map(([side, text], at) => (text && at === last[side] && more(at) ? `${text.trimEnd()}\n\n` : text)).join("");
};
// The text was changed since: each change is made where its block is found, once.
const fitted = (text, parts) => {
  let missed = 0;
  const put = (place, value) => {
    const at = place ? text.indexOf(place) : -1;
    if (at < 0 || text.indexOf(place, at + 1) >= 0) missed += 1;
    else text = text.slice(0, at) + value + text.slice(at + place.length);
  };
  parts.forEach((part, at) => {
    const [old, now, before] = [part.old.trimEnd(), part.new.trimEnd(), parts[at - 1]?.old.trimEnd() ?? ""];
    if (!part.tick?.checked) return;
    if (old) put(old, now);
    else put(before, `${before}\n\n${now}`);
  });
  if (missed) refuse(phrase("unfit"));
  return text;
};
const revised = () => {
  const parts = pieces();
  const [text, { base }] = [$("content").value, box().dataset];
  if (text !== base) return fitted(text, parts);
  return parts.every(({ tick }) => tick?.checked ?? true) ? parts.map((part) => part.new).join("") : joined(parts);
};

// --- take, leave, undo ---
const undone = []; // each text before and after
const write = (text) => {
  const [isComparing, place] = [make.classList.contains("comparing"), scrollY];
  make.classList.remove("comparing"); // a hidden editor cannot be typed into
  openEditor();
  type($("content"), text);
  closeEditor($("content"));
  make.classList.toggle("comparing", isComparing);
  scrollTo(scrollX, place);
};
export const replace = (after) => {
  const before = $("content").value;
  write(after);
  undone.push({ before, after });
  $("taken").hidden = false;
  $("untake").focus({ preventScroll: true });
};
const isUndoable = () => undone.length > 0 && $("content").value === undone.at(-1).after;
export const bringBack = () => { // an earlier version, from the list of versions
  const { brought } = $("content")?.dataset ?? {};
  if (brought === undefined) return;
  delete $("content").dataset.brought;
  history.replaceState(null, "", location.pathname);
  replace(brought);
};
const take = async () => {
  await loadEditor();
  const after = revised();
  close();
  replace(after);
  if ($("wish")) $("wish").value = "";
  forgetPassage();
  document.dispatchEvent(new Event("decided"));
};
const untake = () => {
  if ($("taken").hidden || !isUndoable()) return false;
  write(undone.pop().before);
  $("taken").hidden = !isUndoable();
  if (!$("taken").hidden) $("untake").focus({ preventScroll: true });
  return true;
};
$("untake").addEventListener("click", untake);
document.addEventListener("input", ({ target }) => {
  if (target.id === "content" && !isUndoable()) $("taken").hidden = true;
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => { // its end must not replace the button in use
  if ("dropRevision" in (detail.elt.dataset ?? {})) line?.close();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { takeRevision, dropRevision } = detail.elt.dataset ?? {};
  if (!detail.successful || (takeRevision ?? dropRevision) === undefined) return;
  if (takeRevision !== undefined) { take(); return; }
  close();
  ($("wish") ?? $("heading")).focus({ preventScroll: true });
  document.dispatchEvent(new Event("decided"));
});
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.classList?.contains("revision")) watch(detail.elt);
});
addEventListener("keydown", (event) => {
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select") || event.isComposing) return;
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (isUndo && untake()) event.preventDefault();
  if (event.key === "Escape" && box()) {
    event.preventDefault();
    box().querySelector("[data-drop-revision]")?.click();
  }
});
addEventListener("DOMContentLoaded", () => { if (box()) watch(box()); });
