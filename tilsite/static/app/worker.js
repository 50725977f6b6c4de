// The service worker: shows a page for writing when the site cannot be reached, sends what was written there, and takes what
// other applications share. It keeps no page of the site, only the files of that one.
const CACHE = `til-shell-${VERSION}`;

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((place) => new Request(place, { credentials: "omit", cache: "reload" })));
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("til-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
})()));

const kept = async (place) => (await caches.match(place)) ?? Response.error();

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === SHARE) event.respondWith(takeShared(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(OFFLINE)));
  else if (SHELL.includes(pathname)) event.respondWith(fetch(request).catch(() => kept(pathname)));
});

// What was shared waits here until the form takes it, also behind the login page.
const takeShared = async (request) => {
  const given = await request.formData();
  const text = (name) => given.get(name)?.trim() ?? "";
  const files = given.getAll("file").filter((file) => file.size);
  await store.share({ title: text("title"), text: text("text"), link: text("link"), files });
  return Response.redirect(FORM, 303);
};

// --- the queue ---
const LATER = new Set([401, 408, 425, 429, 500, 502, 503, 504]);
class Unsent extends Error {}

const send = async (entry, token) => {
  const form = new FormData();
  for (const [name, value] of entry.fields) form.append(name, value);
  const answer = await fetch(QUEUE, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
  if (LATER.has(answer.status)) throw new Unsent();
  const said = await answer.json().catch(() => ({}));
  if (said.place) await store.drop(entry.key, { sent: said.place });
  else await store.put({ ...entry, problem: said.problem ?? String(answer.status) });
};
const sendAll = async () => {
  const waiting = (await store.all()).filter(({ problem }) => !problem);
  if (!waiting.length) return;
  const answer = await fetch(QUEUE, { headers: { Accept: "application/json" } });
  if ([401, 403].includes(answer.status)) {
    store.news.postMessage({ isSignedOut: true });
    return;
  }
  if (!answer.ok) throw new Unsent();
  const { user, token } = await answer.json();
  for (const { key } of waiting) {
    const entry = await store.get(key); // it may have been discarded in the meantime
    if (entry && (!entry.user || entry.user === user)) await send(entry, token);
  }
};
const sendOnce = () => navigator.locks.request("til-queue", sendAll);

addEventListener("sync", (event) => { if (event.tag === "til-queue") event.waitUntil(sendOnce()); });
addEventListener("message", (event) => { if (event.data === "send") event.waitUntil(sendOnce().catch(() => {})); });
