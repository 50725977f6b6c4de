/** The fields of a draft: filled as it arrives, without overwriting the user's input. */

import type { Draft, Edits, Til } from "tilsite-client";
import { element } from "./page.js";
import { words } from "./words.js";

const form = element("form", "draft");
const day = element("p", "day");
const fields = {
  title: element("input", "title"),
  content: element("textarea", "content"),
  excerpt: element("textarea", "excerpt"),
  tags: element("input", "tags"),
};
type Field = keyof typeof fields;
type Shown = Pick<Draft, "day_number" | "content" | "title" | "excerpt"> & { tags: { name: string }[] };

const typed = new Set<Field>();
for (const name of Object.keys(fields) as Field[]) fields[name].addEventListener("input", () => typed.add(name));

let shown: Shown;
let frame = 0;

/** Clear the fields. */
export function clear(): void {
  typed.clear();
  form.hidden = false;
}

/** Show a saved TIL, replacing the user's input, or `beside` it if the TIL was changed elsewhere. */
export function open(til: Til, beside = false): void {
  if (!beside) clear();
  shown = til;
  showNow();
}

/** Show a draft in the next frame, so that chunks in quick succession appear together. */
export function show(draft: Draft): void {
  shown = draft;
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    showNow();
  });
}

export function showNow(): void {
  day.textContent = shown.day_number === null ? "" : words().day(shown.day_number);
  set("content", shown.content);
  set("title", shown.title);
  set("excerpt", shown.excerpt);
  set("tags", shown.tags.map((tag) => tag.name).join(", "));
}

function set(name: Field, text: string): void {
  const field = fields[name];
  if (typed.has(name) || field.value === text) return;
  const atEnd = field.scrollHeight - field.scrollTop - field.clientHeight < 40;
  field.value = text;
  if (atEnd) field.scrollTop = field.scrollHeight;
}

/** Return the values of the fields. */
export function edits(): Edits {
  const tags = fields.tags.value.split(",").map((tag) => tag.trim());
  return {
    content: fields.content.value,
    excerpt: fields.excerpt.value,
    tags: tags.filter(Boolean),
    ...(fields.title.value && { title: fields.title.value }),
  };
}
