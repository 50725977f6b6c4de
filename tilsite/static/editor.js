// Markdown with a few keys, in a plain textarea. Changes go through the browser's own editing, so undo keeps working.
(() => {
  const MARKS = { b: "**", i: "*", e: "`", k: "link" };
  const area = () => document.getElementById("content");
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
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".tools button");
    if (button) act(area(), button.dataset.mark, button.dataset.line);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== area() || event.isComposing || event.keyCode === 229) return;
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && MARKS[event.key.toLowerCase()];
    if (!mark) return;
    event.preventDefault();
    act(event.target, mark);
  });
})();
