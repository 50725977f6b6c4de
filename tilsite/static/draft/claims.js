// The claims that the source does not support: a person removes the sentence of one, or has a model correct just that.
import { loadEditor } from "./editor.js";
import { choosePassage } from "./passage.js";
import { refuse, replace } from "./revision.js";
import { closeBeside } from "./beside.js";

const $ = (id) => document.getElementById(id);
const MARKER = /^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)]\s+|#+\s+)?/; // of a quote, an item or a heading
const EMPTY_CODE = /^ {0,3}(`{3,}|~{3,}).*\n {0,3}\1[ \t]*(?:\n+|$)/m;

// The place of a claim's sentence; if it is there more than once, the one nearest to where the claim was found.
const placeOf = ({ sentence, at }) => {
  const words = sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const found = [...$("content").value.matchAll(new RegExp(words, "g"))].map(({ index, 0: text }) => [index, index + text.length]);
  return found.sort(([one], [other]) => Math.abs(one - at) - Math.abs(other - at))[0];
};
const without = (text, start, end) => {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const last = (text.indexOf("\n", end) + 1 || text.length + 1) - 1;
  const marker = first + text.slice(first, last).match(MARKER)[0].length;
  const [before, after] = [text.slice(marker, Math.max(start, marker)).trimEnd(), text.slice(end, last).trim()];
  if (before || after) return text.slice(0, marker) + [before, after].filter(Boolean).join(" ") + text.slice(last);
  const [head, tail] = [text.slice(0, first), text.slice(last + 1)]; // nothing else is in its lines
  const isAlone = !head.trim() || /\n\n$/.test(head);
  return (isAlone ? head + tail.replace(/^\n+/, "") : head + tail).replace(EMPTY_CODE, "");
};

let returns = false; // whether the comparison comes back once a correction is decided
let judged = -1; // the place of the claim in its list
const listOf = (item) => [...item.closest(".claims").querySelectorAll("[data-sentence]")];
export const act = async (button) => {
  const item = button.closest("[data-sentence]");
  if (!item) return; // the list was loaded again
  judged = listOf(item).indexOf(item);
  if (button.name === "claim") return;
  await loadEditor();
  const place = placeOf(item.dataset);
  if (!place) refuse($("phrases").content.querySelector("[data-unfit]").textContent);
  else if ("remove" in button.dataset) replace(without($("content").value, ...place));
  else {
    returns = closeBeside();
    choosePassage(...place);
    $("wish").value = button.dataset.correct;
    $("revise").requestSubmit();
  }
};
document.addEventListener("decided", () => {
  if (returns) $("compare").click();
  returns = false;
});
document.addEventListener("htmx:load", ({ detail }) => { // the list was replaced, and with it the button in use
  if (judged < 0 || detail.elt.id !== ($("beside") ? "beside" : "claims") || document.activeElement?.matches(":not(body)")) return;
  const items = detail.elt.querySelectorAll("[data-sentence]");
  (items[Math.min(judged, items.length - 1)]?.querySelector("button") ?? detail.elt.querySelector("button") ?? $("heading")).focus();
});
