// Forms that wait for a network: kept here, listed with ways to change or discard them, and sent by the service worker.
globalThis.queue = (() => {
  const form = document.getElementById("ask");
  const box = document.getElementById("queue");
  const [list, said] = [box.querySelector("ul"), box.querySelector("[role=status]")];
  const AGAIN = 20_000; // milliseconds until another attempt while the page is open
  const USER = "til-user";
  let discarded = null;

  const registered = async () => {
    const found = await navigator.serviceWorker?.getRegistration(form.action);
    return found?.active ? found : null;
  };
  const user = () => {
    try {
      if (form.dataset.user) localStorage.setItem(USER, form.dataset.user);
      return localStorage.getItem(USER) ?? "";
    } catch {
      return form.dataset.user ?? "";
    }
  };
  const mine = async () => (await store.all()).filter((entry) => !entry.user || entry.user === user());
  const isGiven = ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size);

  // Keeps the form until it can be sent. Returns false if this browser cannot.
  const keep = async (more = []) => {
    const worker = await registered();
    if (!worker) return false;
    const fields = [...new FormData(form), ...more].filter(isGiven);
    await store.put({ key: form.elements.key.value, at: Date.now(), user: user(), fields, problem: "" });
    form.elements.key.value = crypto.randomUUID();
    await worker.sync?.register("til-queue").catch(() => {}); // sends it after the page is closed, too
    show();
    return true;
  };
  const send = async () => {
    if ((await mine()).some(({ problem }) => !problem)) (await registered())?.active.postMessage("send");
  };

  // --- the list ---
  const value = (entry, name) => entry.fields.find(([one]) => one === name)?.[1] ?? "";
  const nameOf = (entry) => {
    const names = { text: ["text", "links", "attachments"], url: ["link"], file: ["file"] }[value(entry, "input_type")];
    const given = names.map((name) => value(entry, name)).find(Boolean) ?? "";
    return (given instanceof File ? given.name : given.trim().split("\n")[0]).slice(0, 100);
  };
  const item = (entry, name) => {
    const made = box.querySelector(`[data-item=${name}]`).content.cloneNode(true).firstElementChild;
    made.querySelector("b").textContent = nameOf(entry);
    const time = made.querySelector("time");
    if (time) {
      time.dateTime = new Date(entry.at).toISOString();
      time.textContent = new Date(entry.at).toLocaleString(document.documentElement.lang);
    }
    made.querySelector(".said")?.append(entry.problem);
    const acts = { change, discard, undo };
    for (const button of made.querySelectorAll("button")) button.addEventListener("click", () => acts[button.dataset.act](entry));
    return made;
  };
  const show = async () => {
    const waiting = await mine();
    list.replaceChildren(...waiting.map((entry) => item(entry, "waiting")), ...(discarded ? [item(discarded, "discarded")] : []));
    box.hidden = !waiting.length && !discarded && !said.textContent;
    box.querySelector("h2").hidden = box.querySelector(".how").hidden = !waiting.length;
  };
  const change = async (entry) => {
    for (const [name, given] of entry.fields) {
      const field = form.elements[name];
      if (given instanceof File && field) {
        const data = new DataTransfer();
        for (const file of field.multiple ? [...field.files, given] : [given]) data.items.add(file);
        field.files = data.files;
      } else if (field && field.type !== "checkbox") field.value = given;
    }
    form.elements.key.value = entry.key;
    await store.drop(entry.key);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    await show();
    form.querySelector("textarea, input[type=text]").focus();
  };
  const discard = async (entry) => {
    discarded = entry;
    await store.drop(entry.key);
    await show();
    list.querySelector("[data-act=undo]").focus();
  };
  const undo = async (entry) => {
    discarded = null;
    await store.put(entry);
    await show();
    list.querySelector("button")?.focus();
    send();
  };
  const tell = (name, place) => {
    said.replaceChildren(box.querySelector(`[data-said=${name}]`).content.cloneNode(true));
    if (place) said.querySelector("a").href = place;
  };
  const hear = ({ data }) => {
    if (data.sent) tell("sent", data.sent);
    if (data.isSignedOut) tell("signed-out");
    show();
  };

  const begin = async () => {
    user();
    store.news.addEventListener("message", hear);
    addEventListener("online", send);
    setInterval(() => { if (!document.hidden) send(); }, AGAIN);
    await navigator.serviceWorker.register(form.dataset.worker, { updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await show();
    await send();
  };
  if (navigator.serviceWorker) begin().catch(() => {}); // storage or workers are switched off: the form works without
  return { keep };
})();
