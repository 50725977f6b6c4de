// Tags as chips in their input: type and press Enter or a comma, walk with the arrows, remove with Backspace, undo with
// Ctrl+Z. The plain field keeps the value, as names with commas; it is all there is without scripts.
const $ = (id) => document.getElementById(id);
const [field, box, list, entry, options] = [$("tags"), $("tagbox"), $("chips"), $("tag"), $("tag-options")];
const past = []; // earlier values
const fresh = new Set(); // names of tags that do not exist yet

const split = (text) => text.split(",").map((name) => name.replace(/\s+/g, " ").trim()).filter(Boolean);
const key = (name) => name.normalize("NFKC").toLowerCase().replace(/[\s_-]+/g, "");
const distinct = (names) => [...new Map(names.map((name) => [key(name), name]).reverse()).values()].reverse();
const names = () => split(field.value);

const chip = (name) => {
  const item = document.createElement("li");
  item.className = fresh.has(name) ? "tag new" : "tag";
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.setAttribute("aria-label", box.dataset.remove.replace("%s", name));
  button.textContent = "×";
  item.append(Object.assign(document.createElement("span"), { textContent: name }), button);
  if (fresh.has(name)) button.before(Object.assign(document.createElement("small"), { textContent: box.dataset.new }));
  return item;
};
export const showTags = () => list.replaceChildren(...names().map(chip));
// Reads the tags that the server has written, as list items.
export const readTags = (items) => {
  const written = document.createElement("ul");
  written.innerHTML = items;
  for (const item of written.querySelectorAll(".new span")) fresh.add(item.textContent);
  return [...written.querySelectorAll("span")].map((item) => item.textContent).join(", ");
};
// Changes the tags as a person does; Ctrl+Z undoes it.
export const setTags = (text) => {
  const now = distinct(split(text)).join(", ");
  if (now === names().join(", ")) return;
  past.push(field.value);
  put(now);
};
const put = (value) => {
  field.value = value;
  showTags();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const add = (text) => {
  entry.value = "";
  close();
  setTags([...names(), ...split(text)].join(", "));
};
const remove = (at) => {
  setTags(names().filter((_, place) => place !== at).join(", "));
  (buttons()[at] ?? entry).focus();
};
const buttons = () => [...list.querySelectorAll("button")];

// --- known tags ---
const active = () => options.querySelector("[aria-selected=true]");
const close = () => {
  options.hidden = true;
  options.replaceChildren();
  entry.setAttribute("aria-expanded", "false");
  entry.removeAttribute("aria-activedescendant");
};
const choose = (option) => {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  if (option) entry.setAttribute("aria-activedescendant", option.id);
  else entry.removeAttribute("aria-activedescendant");
};
const step = (way) => {
  const all = [...options.children];
  const at = all.indexOf(active()) + way;
  choose(all[at < -1 ? all.length - 1 : at]);
};
options.addEventListener("htmx:afterSwap", () => {
  const chosen = new Set(names().map(key));
  for (const option of [...options.children]) if (chosen.has(key(option.dataset.name))) option.remove();
  const isOpen = options.children.length > 0 && entry.value.trim() !== "" && document.activeElement === entry;
  options.hidden = !isOpen;
  entry.setAttribute("aria-expanded", String(isOpen));
});
options.addEventListener("pointerdown", (event) => { // before the entry loses the focus
  const option = event.target.closest("[role=option]");
  if (!option) return;
  event.preventDefault();
  add(option.dataset.name);
});

// --- keyboard ---
const KEYS = {
  Enter: () => { if (active()) add(active().dataset.name); else if (entry.value.trim()) add(entry.value); return true; },
  ArrowDown: () => !options.hidden && (step(1), true),
  ArrowUp: () => !options.hidden && (step(-1), true),
  Escape: () => !options.hidden && (close(), true),
  ArrowLeft: () => isAtStart() && buttons().length > 0 && (buttons().at(-1).focus(), true),
  Backspace: () => isAtStart() && buttons().length > 0 && (buttons().at(-1).focus(), true),
};
const isAtStart = () => entry.selectionStart === 0 && entry.selectionEnd === 0;
entry.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // this key belongs to a Hangul syllable
  if (KEYS[event.key]?.()) {
    event.preventDefault();
    event.stopPropagation();
  }
});
list.addEventListener("keydown", (event) => {
  const all = buttons();
  const at = all.indexOf(event.target);
  if (event.key === "Backspace" || event.key === "Delete") remove(at);
  else if (event.key === "ArrowLeft") (all[at - 1] ?? all[at]).focus();
  else if (event.key === "ArrowRight") (all[at + 1] ?? entry).focus();
  else return;
  event.preventDefault();
});
list.addEventListener("click", ({ target }) => { if (target.matches("button")) remove(buttons().indexOf(target)); });
box.addEventListener("click", ({ target }) => { if (target === box || target === list) entry.focus(); });
box.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!isUndo || entry.value || !past.length) return;
  event.preventDefault();
  put(past.pop());
  entry.focus();
});
const takeCommas = (event) => {
  event.stopPropagation(); // a name being typed is no tag yet
  if (event.isComposing || !entry.value.includes(",")) return;
  const rest = entry.value.slice(entry.value.lastIndexOf(",") + 1).trimStart();
  add(entry.value.slice(0, entry.value.lastIndexOf(",")));
  entry.value = rest;
};
entry.addEventListener("input", takeCommas);
entry.addEventListener("compositionend", takeCommas);
entry.addEventListener("blur", () => { if (entry.value.trim()) add(entry.value); else close(); });

readTags(list.innerHTML);
field.type = "hidden";
box.hidden = false;
document.querySelector("label[for=tags]").htmlFor = "tag";
showTags();
