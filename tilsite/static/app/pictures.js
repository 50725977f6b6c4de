// Pictures that are pasted, dropped or chosen: stored by the site, described by the person, and inserted as Markdown.
globalThis.pictures = (() => {
  const dialog = document.getElementById("picture");
  const chooser = document.getElementById("picture-file");
  const [shown, alt, insert] = [dialog.querySelector("img"), document.getElementById("picture-alt"), dialog.querySelector("[value=insert]")];
  const [status, alert] = [dialog.querySelector("[role=status]"), dialog.querySelector("[role=alert]")];
  const isPicture = ({ type }) => /^image\/(png|jpeg|webp|gif)$/.test(type);
  const areaOf = (target) => target?.closest?.("textarea#content, textarea#text") ?? document.querySelector("textarea#content, textarea#text");

  const store = async (file) => {
    const body = new FormData();
    body.append("file", file);
    const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value, "Accept-Language": document.documentElement.lang };
    const answer = await fetch(chooser.dataset.to, { method: "POST", body, headers });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    return said.address;
  };
  const closed = () => new Promise((resolve) => { dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }); });
  const ask = async (file) => {
    dialog.returnValue = "";
    alt.value = "";
    insert.disabled = shown.hidden = alert.hidden = true;
    status.hidden = false;
    let address = "";
    dialog.showModal();
    alt.focus();
    const answer = closed();
    store(file).then((place) => {
      address = shown.src = place;
      shown.hidden = insert.disabled = false;
    }).catch((error) => {
      alert.textContent = error instanceof TypeError || error instanceof SyntaxError ? chooser.dataset.unsent : error.message;
      alert.hidden = false;
    }).finally(() => { status.hidden = true; });
    return await answer === "insert" && address ? { address, said: alt.value } : null;
  };
  const put = (area, { address, said }, [start, end]) => {
    const name = said.replace(/\s+/g, " ").trim().replace(/[[\]\\]/g, "\\$&");
    const before = area.value.slice(0, start);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    area.focus();
    area.setSelectionRange(start, end);
    const text = `${gap}![${name}](${address})\n`;
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end"); // a command can be undone
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // Asks about each picture, and inserts it where the cursor was. Returns whether there were any.
  const add = (files, area = areaOf()) => {
    const found = [...files].filter(isPicture);
    if (!found.length || !area) return false;
    (async () => {
      for (const file of found) {
        const place = [area.selectionStart, area.selectionEnd];
        const picture = await ask(file);
        if (picture) put(area, picture, place);
        else area.focus();
      }
    })();
    return true;
  };

  alt.addEventListener("keydown", (event) => { // otherwise, Enter before the picture is stored would cancel
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (!insert.disabled) insert.click();
    }
  });
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") event.stopPropagation(); }); // closes only the dialog
  const take = (event, data) => {
    const files = [...data?.files ?? []];
    if (!files.length || !files.every(isPicture) || dialog.open || !add(files, areaOf(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  document.addEventListener("drop", (event) => {
    take(event, event.dataTransfer);
    document.getElementById("ask")?.classList.remove("over");
  });
  document.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files") && event.target.closest?.("textarea")) event.preventDefault(); });
  document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-picture]")) chooser.click(); });
  chooser.addEventListener("change", () => {
    add([...chooser.files]);
    chooser.value = "";
  });
  return { add, isPicture };
})();
