// What this browser keeps until it can be sent: forms without a network, and what was shared from elsewhere. In IndexedDB,
// since the service worker reads it, too.
globalThis.store = (() => {
  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("til", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("queue", { keyPath: "key" });
      request.result.createObjectStore("shared", { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const run = async (name, mode, act) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction(name, mode, { durability: "strict" });
        const request = act(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      base.close();
    }
  };
  const news = new BroadcastChannel("til-queue");
  return {
    news, // says what changed: `{ sent: place }`, `{ isSignedOut: true }` or nothing
    put: async (entry) => {
      await run("queue", "readwrite", (queue) => queue.put(entry));
      news.postMessage({});
    },
    drop: async (key, said = {}) => {
      await run("queue", "readwrite", (queue) => queue.delete(key));
      news.postMessage(said);
    },
    get: (key) => run("queue", "readonly", (queue) => queue.get(key)),
    all: async () => (await run("queue", "readonly", (queue) => queue.getAll())).sort((one, other) => one.at - other.at),
    share: (given) => run("shared", "readwrite", (shared) => shared.put({ ...given, key: crypto.randomUUID() })),
    shared: () => run("shared", "readonly", (shared) => shared.getAll()),
    forgetShared: (key) => run("shared", "readwrite", (shared) => shared.delete(key)),
  };
})();
