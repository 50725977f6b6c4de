// The passage that is selected, in the text or in the editor, and its place in the Markdown.
const $ = (id) => document.getElementById(id);
const WORDS = /[\p{L}\p{N}]+/gu;
// what is in the Markdown but not in the text: addresses of links, languages of code, character references
const UNSEEN = /\]\([^)\n]*\)|^ {0,3}(?:```|~~~).*$|&#?\w+;|^\[[^\]\n]+\]:.*$/gmu;

let chosen = null;

const words = (text) => [...text.matchAll(WORDS)];
const show = () => {
  $("passage").hidden = !chosen;
  $("make").classList.toggle("has-passage", Boolean(chosen));
  const shown = chosen?.text.replace(/\s+/g, " ").trim() ?? "";
  $("passage").querySelector("q").textContent = shown.length > 60 ? `${shown.slice(0, 45)} … ${shown.slice(-12)}` : shown;
  if (!CSS.highlights) return;
  if (chosen?.range) CSS.highlights.set("passage", new Highlight(chosen.range));
  else CSS.highlights.delete("passage");
};
const choose = (passage) => {
  chosen = passage;
  show();
};
export const choosePassage = (start, end) => choose({ text: $("content").value.slice(start, end), start, end });
export const forgetPassage = () => { if (chosen) choose(null); };

const inEditor = ({ selectionStart, selectionEnd, value }) => {
  const text = value.slice(selectionStart, selectionEnd);
  return text.trim() ? { text, start: selectionStart, end: selectionEnd } : null;
};
const inText = (range) => {
  const text = range.toString();
  const before = range.cloneRange();
  before.selectNodeContents($("text"));
  before.setEnd(range.startContainer, range.startOffset);
  return words(text).length ? { text, place: words(before.toString()).length, range: range.cloneRange() } : null;
};
document.addEventListener("selectionchange", () => {
  if ($("make").classList.contains("revising")) return;
  const selection = getSelection();
  if (document.activeElement?.id === "content") choose(inEditor($("content")));
  else if (!selection.isCollapsed && $("text").contains(selection.anchorNode) && $("text").contains(selection.focusNode)) choose(inText(selection.getRangeAt(0)));
});
// Only a person gives a selection up: phones drop it when a field is focused, and so does a text that is rendered again.
$("text").addEventListener("pointerdown", forgetPassage);

// Returns where the words of `passage` are in the Markdown: the place that comes closest, whole words with their marks.
const found = (passage, markdown) => {
  const there = words(markdown.replace(UNSEEN, (unseen) => " ".repeat(unseen.length)));
  const wanted = words(passage.text).map(([word]) => word);
  const isAt = (at) => wanted.every((word, step) => there[at + step]?.[0] === word);
  const places = there.map((_, at) => at).filter(isAt).sort((one, other) => Math.abs(one - passage.place) - Math.abs(other - passage.place));
  if (!places.length) return null;
  const [first, last] = [there[places[0]], there[places[0] + wanted.length - 1]];
  const start = markdown.slice(0, first.index).search(/\S*$/u);
  const end = last.index + last[0].length;
  return { start, end: end + markdown.slice(end).match(/^\S*/u)[0].length };
};
const points = (text) => [...text].length;

// Returns the selected passage of `markdown` in code points, null for the whole text, undefined if it cannot be found.
export const passage = (markdown) => {
  if (!chosen) return null;
  const place = "start" in chosen ? chosen : found(chosen, markdown);
  if (!place || ("start" in chosen && markdown.slice(place.start, place.end) !== chosen.text)) return undefined;
  return { start: points(markdown.slice(0, place.start)), end: points(markdown.slice(0, place.end)) };
};
$("whole")?.addEventListener("click", () => {
  forgetPassage();
  $("wish").focus();
});
