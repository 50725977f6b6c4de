// The form that starts a draft: input is stored until a draft holds it, and a double click starts only one draft.
(() => {
  const form = document.getElementById("ask");
  const $ = (id) => document.getElementById(id);
  const [notes, link, file, meter] = [$("text"), $("link"), $("file"), $("meter")];
  const [extras, links, files] = [$("extras"), $("links"), $("attachments")]; // beside the notes
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  const kind = () => form.elements.input_type.value;
  const inUse = () => ({ text: notes, url: link, file })[kind()];
  const choose = (value) => {
    $(`kind-${value}`).checked = true;
    measure();
  };

  // --- input survives a reload ---
  const KEY = "til-notes";
  const keep = () => {
    const kept = { text: notes.value, link: link.value, links: links.value, kind: kind(), key: form.elements.key.value };
    try {
      if (kept.text || kept.link || kept.links) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
      if (new URLSearchParams(location.search).has("from")) history.replaceState(null, "", location.pathname); // a reload shows the stored input
    } catch { /* storage is unavailable or full; the page still has the input */ }
  };
  const restore = () => {
    const isFilled = notes.value || link.value || links.value;
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "null");
      if (!kept) return;
      notes.value ||= kept.text || "";
      link.value ||= kept.link || "";
      if (!isFilled) links.value = kept.links || "";
      extras.open ||= Boolean(links.value);
      if (isFilled) return;
      form.elements.key.value = kept.key || form.elements.key.value;
      if (kept.kind === "url" || kept.kind === "text") choose(kept.kind);
    } catch { /* storage is unavailable, or its content is invalid */ }
  };

  // --- options are remembered ---
  const OPTIONS = "til-options";
  const options = [...$("options").querySelectorAll("select, input")];
  const value = (option) => (option.type === "checkbox" ? option.checked : option.value);
  const keepOptions = () => {
    try { localStorage.setItem(OPTIONS, JSON.stringify(Object.fromEntries(options.map((option) => [option.name, value(option)])))); } catch { /* for this page only */ }
    summarise();
  };
  const restoreOptions = () => {
    if (new URLSearchParams(location.search).has("from")) return; // they are the draft's
    try {
      for (const [name, kept] of Object.entries(JSON.parse(localStorage.getItem(OPTIONS) || "{}"))) {
        const option = options.find((one) => one.name === name);
        if (option?.type === "checkbox") option.checked = kept;
        else if ([...option?.options ?? []].some((choice) => choice.value === kept)) option.value = kept;
      }
    } catch { /* storage is unavailable, or its content is invalid */ }
  };
  const summarise = () => { // what differs from the usual
    const changed = options.map((option) => (option.type === "checkbox"
      ? !option.checked && `− ${option.closest("label").textContent.trim()}`
      : option.selectedIndex > 0 && option.selectedOptions[0].textContent));
    $("options").querySelector("summary span").textContent = changed.filter(Boolean).join(", ");
  };
  $("options").addEventListener("change", keepOptions);

  // --- length of the notes ---
  const measure = () => {
    const text = kind() === "text" ? notes.value : "";
    const length = [...text].length;
    const wide = [...text].filter((sign) => sign > "\u1100").length;
    const most = Number(form.dataset.most);
    meter.hidden = !length;
    meter.classList.toggle("bad", length > most);
    const words = length > most ? meter.dataset.over : meter.dataset.words;
    meter.textContent = words.replace("%1", number(length)).replace("%2", number(Math.round((length - wide) / 4 + wide / 1.5))).replace("%3", number(most));
  };

  // --- files and links, dropped or pasted ---
  const take = (data) => {
    if (!data?.files.length) return false;
    const isOne = data.files.length === 1 && !files.files.length && !links.value.trim() && !notes.value.trim();
    if (isOne) file.files = data.files;
    else add(data.files);
    choose(isOne ? "file" : "text");
    (isOne ? file : files).focus();
    return true;
  };
  const add = (more) => { // beside the notes, and what was added before
    const all = new DataTransfer();
    for (const one of [...files.files, ...more]) all.items.add(one);
    files.files = all.files;
    extras.open = true;
    count();
  };
  const count = () => { // what is added, also while it is folded
    const number = links.value.split(/\s+/).filter(Boolean).length + files.files.length;
    extras.querySelector("summary span").textContent = number ? `+${number}` : "";
  };
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (take(event.dataTransfer)) event.preventDefault();
  });
  addEventListener("paste", (event) => { if (take(event.clipboardData)) event.preventDefault(); });

  // --- sending ---
  let isSent = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return; // this Enter only ends a Hangul syllable
    const isMeant = event.ctrlKey || event.metaKey;
    if (isMeant || event.target === link) {
      event.preventDefault();
      if (!isSent) form.requestSubmit();
    }
  });
  form.addEventListener("input", () => { keep(); measure(); count(); });
  form.addEventListener("change", ({ target }) => {
    if (target === link && /^(localhost|[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+)(:\d+)?([/?#]\S*)?$/iu.test(link.value.trim())) link.value = `https://${link.value.trim()}`;
    keep();
    measure();
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    form.setAttribute("aria-busy", "true");
    $("offline").hidden = true;
    keep();
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Redirect")) return; // being redirected
    isSent = false;
    form.removeAttribute("aria-busy");
    if (detail.xhr.status === 0) wait();
    inUse().focus();
  });
  const wait = async () => { // for a network, if this browser can
    const isKept = await queue.keep().catch(() => false);
    $("offline").hidden = isKept;
    if (!isKept) return;
    notes.value = link.value = links.value = file.value = files.value = "";
    keep();
    measure();
  };
  addEventListener("pageshow", () => {
    isSent = false;
    form.removeAttribute("aria-busy");
  });

  restore();
  count();
  restoreOptions();
  summarise();
  measure();
  if (!location.hash && [document.body, notes, link].includes(document.activeElement)) {
    inUse().focus({ preventScroll: true });
    if (kind() !== "file") inUse().setSelectionRange(inUse().value.length, inUse().value.length);
  }
})();
