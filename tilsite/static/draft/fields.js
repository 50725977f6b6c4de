// The fields beside the text: filled in as they are written, but never over the user's input, which survives a reload.
import { readTags, setTags, showTags } from "./tags.js";

const $ = (id) => document.getElementById(id);
const make = $("make");
const NAMES = ["title", "excerpt", "tags", "day_number", "content"];
const STORE = `til-edit-${make.dataset.id}`;

const fields = () => NAMES.map($).filter(Boolean);
export const isTyped = (field) => "typed" in field.dataset;
export const hasTyped = () => fields().some(isTyped);
const base = (name) => document.querySelector(`input[name=base-${name}]`); // its value when the page was rendered

// A field grows with its text, even in browsers without `field-sizing`.
const fit = (field) => {
  if (field.tagName !== "TEXTAREA" || field.id === "content" || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
};
const names = (list) => [...list.querySelectorAll("span")].map((tag) => tag.textContent).join(", ");

export const fill = (name, data) => {
  const field = $(name);
  field?.classList.remove("wait");
  if (!field || isTyped(field)) return;
  field.value = name === "tags" ? readTags(data) : data;
  if (name === "tags") showTags();
  fit(field);
};

// --- input survives a reload ---
const kept = () => JSON.parse(localStorage.getItem(STORE) || "{}");
const keep = () => {
  const typed = fields().filter(isTyped).map((field) => [field.id, { value: field.value, base: base(field.id)?.value }]);
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...kept(), ...Object.fromEntries(typed) }));
  } catch { /* storage is unavailable or full; the page still has the input */ }
};
export const forget = () => {
  try { localStorage.removeItem(STORE); } catch { /* storage is unavailable */ }
};
export const restore = (openEditor) => {
  try {
    for (const [name, { value, base: began }] of Object.entries(kept())) {
      const field = $(name);
      if (name === "content" && !field) openEditor(); // calls this function again once open
      if (!field || isTyped(field)) continue;
      field.value = value;
      if (began && base(name)) base(name).value = began;
      if (name === "tags") showTags();
      touched(field);
    }
  } catch { /* storage is unavailable, or its content is invalid */ }
};
const touched = (field) => {
  field.dataset.typed = "";
  field.classList.remove("wait");
  fit(field);
  if (field.id === "content") htmx.trigger(field, "typed");
};
document.addEventListener("input", ({ target }) => {
  if (target.form?.id !== "keep" || !NAMES.includes(target.id)) return;
  if (target.id === "title" && /\n/.test(target.value)) target.value = target.value.replace(/\s*\n\s*/g, " ");
  touched(target);
  keep();
});
document.addEventListener("keydown", (event) => { // a title is a single line, even if it wraps
  if (event.target.id === "title" && event.key === "Enter" && !event.isComposing) event.preventDefault();
});

// Replaces a field's text as if typed, so that the browser's undo restores it.
export const type = (field, text) => {
  if (field.id === "tags") {
    setTags(text);
    $("tag").focus();
    return;
  }
  field.focus();
  field.select();
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

// --- a revised part appears as a proposal below its field ---
const close = (part) => {
  $(`offer-${part}`).replaceChildren();
  delete $(`offer-${part}`).dataset.open;
};
document.addEventListener("click", ({ target }) => {
  const { take, leave } = target.closest?.("[data-take], [data-leave]")?.dataset ?? {};
  if (take) {
    const proposed = $(`offer-${take}`).querySelector("[data-proposed]");
    type($(take), proposed.matches("ul") ? names(proposed) : proposed.textContent);
  }
  if (leave) $(`revise-${leave}`).focus();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { take, leave } = detail.elt.dataset ?? {};
  if (detail.successful && (take || leave)) close(take || leave);
});

// --- conflicts with changes saved elsewhere: "theirs" is inserted as if typed, "mine" is already in the form ---
document.addEventListener("click", ({ target }) => {
  const { theirsFor, mineFor } = target.closest?.("[data-theirs-for], [data-mine-for]")?.dataset ?? {};
  if (!theirsFor && !mineFor) return;
  const box = target.closest(".conflict");
  if (theirsFor) type($(theirsFor), box.querySelector("[data-theirs]").textContent);
  else $(mineFor === "tags" ? "tag" : mineFor).focus();
  if (box.parentElement.querySelectorAll(".conflict").length === 1) box.parentElement.remove();
  else box.remove();
});
for (const field of fields()) fit(field);
