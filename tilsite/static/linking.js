// "[[" offers TILs to link to: type a part of the title or the day, choose with the arrows and Enter, or by a click. What is
// stored is a Markdown link. For text areas with data-links, the address of the titles (OpenSearch suggestions).
(() => {
  const BEGUN = /\[\[([^[\]\n]{0,60})$/;
  const PAUSE = 120; // ms after the last key
  const ESCAPED = /[[\]\\]/g;
  let field = null, box = null, timer = 0, asked = 0;

  const begun = () => field.selectionStart === field.selectionEnd && BEGUN.exec(field.value.slice(0, field.selectionStart));
  const active = () => box?.querySelector("[aria-selected=true]");
  const isOpen = () => box !== null && !box.hidden;

  const make = (at) => {
    field = at;
    box?.remove();
    box = Object.assign(document.createElement("ul"), { id: "links", className: "link-options", hidden: true });
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", at.dataset.linksLabel);
    box.addEventListener("pointerdown", (event) => { // before the field loses the focus
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      take(option);
    });
    (at.closest("main") ?? document.body).append(box); // a landmark, for screen readers
    at.setAttribute("aria-autocomplete", "list");
    at.setAttribute("aria-controls", "links");
    at.addEventListener("blur", close);
    at.addEventListener("scroll", close, { passive: true });
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1; // an answer on its way is too late
    if (!box) return;
    box.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const step = (way) => {
    const all = [...box.children];
    choose(all[(all.indexOf(active()) + way + all.length) % all.length]);
  };

  // The place of the caret: a copy of the field's text up to it, in the same style.
  const COPIED = ["font", "letterSpacing", "lineHeight", "padding", "borderWidth", "borderStyle", "boxSizing", "tabSize", "wordBreak"];
  const place = (start) => {
    const copy = document.createElement("div");
    const style = getComputedStyle(field);
    for (const name of COPIED) copy.style[name] = style[name];
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "anywhere", width: `${field.clientWidth}px` });
    copy.textContent = field.value.slice(0, start);
    const caret = copy.appendChild(Object.assign(document.createElement("span"), { textContent: "\u200b" }));
    document.body.append(copy);
    const [edge, line] = [field.getBoundingClientRect(), parseFloat(style.lineHeight) || 20];
    const top = Math.min(edge.top + caret.offsetTop - field.scrollTop + line, edge.bottom);
    const left = edge.left + caret.offsetLeft;
    copy.remove();
    const isBelow = top + box.offsetHeight <= innerHeight || top - line < box.offsetHeight;
    box.style.top = `${isBelow ? top : top - line - box.offsetHeight}px`;
    box.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - box.offsetWidth - 8))}px`;
  };
  const show = ([, titles, days, paths]) => {
    const found = begun();
    if (!found || !titles.length) { close(); return; }
    box.replaceChildren(...titles.map((title, at) => {
      const option = Object.assign(document.createElement("li"), { id: `link-${at}`, textContent: title });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      Object.assign(option.dataset, { title, path: paths[at] });
      option.append(" ", Object.assign(document.createElement("small"), { textContent: days[at] }));
      return option;
    }));
    box.hidden = false;
    place(found.index);
    choose(box.firstElementChild);
  };
  const ask = async () => {
    const found = begun();
    if (!found) { close(); return; }
    const mine = asked += 1;
    try {
      const answer = await fetch(`${field.dataset.links}?q=${encodeURIComponent(found[1])}`);
      const titles = answer.ok ? await answer.json() : ["", []];
      if (mine === asked) show(titles);
    } catch { /* offline: "[[" stays as typed */ }
  };
  const take = (option) => {
    const found = begun();
    if (!found) return;
    const closing = field.value.startsWith("]]", field.selectionEnd) ? 2 : 0;
    const link = `[${option.dataset.title.replace(ESCAPED, "\\$&")}](${option.dataset.path})`;
    field.focus();
    field.setSelectionRange(found.index, field.selectionEnd + closing);
    if (!document.execCommand("insertText", false, link)) {
      field.setRangeText(link, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-links]")) return;
    if (field !== event.target) make(event.target);
    clearTimeout(timer);
    if (begun()) timer = setTimeout(ask, PAUSE);
    else close();
  });
  const KEYS = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => take(active()), Tab: () => take(active()), Escape: close };
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || !isOpen() || event.isComposing || event.keyCode === 229) return;
    const act = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, { capture: true });
})();
