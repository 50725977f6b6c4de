/** Drafts with the built client in any runtime, and submits the result; see elsewhere.test.ts. */

import { applyEvent, emptyDraft, TilClient } from "./index.js";
import { socket } from "./socket.js";

const { origin: baseUrl, searchParams } = new URL(location.href);
const options = { baseUrl, apiKey: searchParams.get("key"), backoff: 5, maxBackoff: 50, retries: 1000 };

async function draft(til, content) {
  let draft = emptyDraft;
  for await (const event of til.generate({ content, language: "ko" })) draft = applyEvent(draft, event);
  return { content: draft.content, title: draft.title, id: draft.complete.generation_id };
}

async function result() {
  let retries = 0;
  const onRetry = () => (retries += 1);
  const streamed = await draft(new TilClient({ ...options, onRetry }), "notes over a stream");
  const heard = await draft(new TilClient({ ...options, socket: socket({ always: true }) }), "notes over a socket");
  return { streamed, heard, retries, isWorker: typeof WorkerGlobalScope === "function", agent: navigator.userAgent };
}

const said = await result().catch((error) => ({ error: String(error) }));
await fetch(`${baseUrl}/result`, { method: "POST", body: JSON.stringify(said) });
