// What arrives from elsewhere fills the form: shared by another application, or sent by the bookmarklet behind the `#`.
(() => {
  const form = document.getElementById("ask");
  const { text, link, attachments } = form.elements;
  const isAddress = (words) => /^https?:\/\/\S+$/i.test(words);
  const joined = (...parts) => parts.filter((part) => part?.trim()).join("\n\n");

  // Many applications send the address as the text, or at its end behind the title.
  const sorted = (given) => {
    const [title, page] = [given.title?.trim() ?? "", given.link?.trim() ?? ""];
    const words = given.text?.trim() ?? "";
    const last = words.match(/(?:^|\s)(https?:\/\/\S+)$/i)?.[1] ?? "";
    const place = page || last;
    const rest = last && (last === place) ? words.slice(0, words.length - last.length).trim() : words;
    if (isAddress(place) && (!rest || rest === title)) return { kind: "url", link: place };
    const from = isAddress(place) && (title ? `[${title.replace(/[[\]\\]/g, "\\$&")}](${place})` : `<${place}>`);
    return { kind: "text", text: joined(rest || title, from && `${form.dataset.from} ${from}`) };
  };
  const fill = (given) => {
    const { kind, ...found } = sorted(given);
    const others = (given.files ?? []).filter((one) => !globalThis.pictures?.isPicture(one));
    globalThis.pictures?.add(given.files ?? [], text);
    const hasFiles = others.length > 0 && attachments;
    if (hasFiles) {
      const data = new DataTransfer();
      for (const one of [...attachments.files, ...others]) data.items.add(one);
      attachments.files = data.files;
      document.getElementById("extras").open = true;
    }
    if (found.text) text.value = joined(text.value, found.text);
    if (found.link) link.value = found.link;
    if (found.link && hasFiles) form.elements.links.value = joined(form.elements.links.value, found.link);
    const chosen = hasFiles ? "text" : kind;
    document.getElementById(`kind-${chosen}`).checked = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    (chosen === "url" ? link : text).focus({ preventScroll: true });
  };
  const behindSign = () => {
    const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const isOurs = ["title", "text", "link", "lost"].some((name) => name in given);
    if (!isOurs) return;
    history.replaceState(null, "", location.pathname + location.search); // a reload must not add it again
    document.getElementById("lost").hidden = !given.lost;
    if (given.text || given.link || given.title) fill(given);
  };
  const shared = async () => {
    for (const { key, ...given } of await store.shared()) {
      if (given.files?.length && !attachments) continue; // without a network, files wait for the form that takes them
      await store.forgetShared(key);
      if (given.title || given.text || given.link || given.files?.length) fill(given);
    }
  };
  addEventListener("hashchange", behindSign);
  behindSign();
  if (navigator.serviceWorker) shared().catch(() => {}); // without storage, nothing was kept
})();
