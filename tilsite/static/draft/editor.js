// A Markdown editor: a plain textarea with keyboard shortcuts and a preview. Changes use the browser's editing commands, so
// that undo works.
const $ = (id) => document.getElementById(id);
const make = $("make");
const MARKS = { b: "**", i: "*", e: "`", k: "link" };
const insert = (field, text) => {
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
};
const wrap = (field, before, after) => {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const text = field.value.slice(start, end);
  insert(field, before + text + after);
  field.setSelectionRange(start + before.length, start + before.length + text.length);
};
const link = (field) => {
  const end = field.selectionEnd;
  wrap(field, "[", "](https://)");
  field.setSelectionRange(end + 3, end + 11);
};
const prefix = (field, mark) => {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const lines = field.value.slice(start, field.selectionEnd).split("\n");
  field.setSelectionRange(start, field.selectionEnd);
  insert(field, lines.map((line) => mark + line).join("\n"));
};
const act = (field, mark, line) => {
  field.focus();
  if (line) prefix(field, line);
  else if (mark === "link") link(field);
  else wrap(field, mark, mark);
};
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".tools button:not([data-picture])");
  if (button) act($("content"), button.dataset.mark, button.dataset.line);
  if (event.target.closest?.("#switch")) turnTo($("editor").dataset.view === "write" ? "read" : "write");
  if (event.target.closest?.("#close") && closeEditor($("content"))) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "content" || event.isComposing || event.keyCode === 229) return;
  const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && MARKS[event.key.toLowerCase()];
  if (!mark) return;
  event.preventDefault();
  act(event.target, mark);
});

// --- text and preview: side by side, or as tabs on narrow screens ---
const turnTo = (view) => {
  $("editor").dataset.view = view;
  $("switch").setAttribute("aria-pressed", String(view === "read"));
};
let led = null; // the pane the user is scrolling
const share = (from, to) => {
  const [way, other] = [from.scrollHeight - from.clientHeight, to.scrollHeight - to.clientHeight];
  if (way > 0) to.scrollTop = other * (from.scrollTop / way);
};
const scrollTogether = (one, other) => {
  for (const name of ["pointerenter", "touchstart", "wheel", "focus", "keydown"]) one.addEventListener(name, () => { led = one; }, { passive: true });
  one.addEventListener("scroll", () => { if (led === one) share(one, other); }, { passive: true });
};

// Loads the editor without opening it.
export const loadEditor = () => new Promise((resolve) => {
  if ($("content")) { resolve(); return; }
  $("edit").dataset.quiet = "";
  const onLoad = ({ detail }) => {
    if (detail.elt.id !== "editor") return;
    document.removeEventListener("htmx:load", onLoad);
    delete $("edit").dataset.quiet;
    resolve();
  };
  document.addEventListener("htmx:load", onLoad);
  if ($("edit").getAttribute("aria-busy") !== "true") htmx.trigger($("edit"), "click"); // else it is loading already
});
export const isEditing = () => make.classList.contains("editing");
export const openEditor = () => {
  make.classList.add("editing");
  if (!("isReady" in $("editor").dataset)) {
    scrollTogether($("content"), $("preview"));
    scrollTogether($("preview"), $("content"));
    $("editor").dataset.isReady = "";
  }
  turnTo("write");
  if (!document.activeElement?.matches("#keep :is(input, textarea), #wish")) $("content").focus({ preventScroll: true }); // a person types there
};
// Adds a line below the text, as if typed.
const addLine = async (line) => {
  await loadEditor();
  openEditor();
  const field = $("content");
  field.focus();
  field.setSelectionRange(field.value.trimEnd().length, field.value.length);
  insert(field, `\n\n${line}\n`);
};
document.addEventListener("click", ({ target }) => {
  const line = target.closest?.("[data-see]")?.dataset.see;
  if (line) addLine(line);
});
// Replaces the editor by the edited text; the form keeps it. Returns false if the editor is not open.
export const closeEditor = (focus = document.activeElement) => {
  const isElsewhere = focus?.matches?.("input, textarea, select") && !focus.closest("#editor");
  if (!isEditing() || isElsewhere) return false;
  make.classList.remove("editing");
  showEdited();
  if ("typed" in $("content").dataset) htmx.trigger(document.body, "edited");
  $("edit").focus({ preventScroll: true });
  return true;
};
const showEdited = () => {
  if (!("typed" in $("content").dataset) || $("blocks").innerHTML === $("preview").innerHTML) return; // a selection would be lost
  $("blocks").innerHTML = $("preview").innerHTML;
  $("tail").replaceChildren();
};
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "preview") return;
  if (isEditing()) share($("content"), $("preview"));
  else showEdited();
});
document.addEventListener("htmx:beforeRequest", (event) => { // it is already open
  if (event.detail.elt.id !== "edit" || !$("editor")) return;
  event.preventDefault();
  openEditor();
});
