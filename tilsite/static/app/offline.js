// The page without a network: what is written here waits in the queue, with the options used last.
(() => {
  const form = document.getElementById("ask");
  const { text, link } = form.elements;
  const KEY = "til-notes";
  const kind = () => form.elements.input_type.value;
  const isEmpty = () => !(kind() === "text" ? text : link).value.trim();
  const options = () => {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem("til-options") || "{}"); } catch { /* the usual ones */ }
    const all = { auto_day_number: true, auto_excerpt: true, auto_tags: true, ...kept };
    return Object.entries(all).filter(([, value]) => value).map(([name, value]) => [name, value === true ? "on" : value]);
  };
  const remember = () => { // the form shows it again once the site answers
    try {
      if (text.value || link.value) localStorage.setItem(KEY, JSON.stringify({ text: text.value, link: link.value, kind: kind(), key: form.elements.key.value }));
      else localStorage.removeItem(KEY);
    } catch { /* storage is full; the page still has the input */ }
  };
  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEY) || "null"); } catch { /* there is nothing to restore */ }
    form.elements.key.value = kept?.key || crypto.randomUUID();
    text.value ||= kept?.text ?? "";
    link.value ||= kept?.link ?? "";
    if (kept?.kind === "url") document.getElementById("kind-url").checked = true;
  };

  form.addEventListener("input", remember);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isEmpty() || !await queue.keep(options())) return;
    text.value = link.value = "";
    remember();
  });
  addEventListener("online", () => { if (!text.value && !link.value) location.reload(); });
  document.getElementById("retry").addEventListener("click", () => location.reload());
  restore();
})();
