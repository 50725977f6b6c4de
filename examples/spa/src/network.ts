/** Offline use and other tabs: requests wait for the network, and tabs notify each other of saves. */

const tabs = new BroadcastChannel("til");

/** A `fetch` that first waits for the network; the client handles retries. */
export const patientFetch: typeof fetch = async (input, init) => {
  while (!navigator.onLine && !init?.signal?.aborted) {
    await new Promise<void>((resolve) => {
      for (const target of [globalThis, init?.signal]) {
        target?.addEventListener(target === globalThis ? "online" : "abort", () => resolve(), { once: true });
      }
    });
  }
  return fetch(input, init);
};

export function tellOtherTabs(til: number): void {
  tabs.postMessage(til);
}

export function onOtherTab(work: (til: number) => void): void {
  tabs.addEventListener("message", ({ data }) => work(Number(data)));
}

/** Keep a field's input across a reload. */
export function remember(field: HTMLTextAreaElement): void {
  field.value = localStorage.getItem(field.id) ?? "";
  field.addEventListener("input", () => localStorage.setItem(field.id, field.value));
}
