/** The client with a real server: every call and its result. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { applyEvent, emptyDraft, type Generation, TilClient } from "../src/index.js";
import { read } from "./reading.js";
import { missing, type Site, startSite } from "./site.js";

const SLOW = { text: "## Slow\n\n" + "A line that takes its time.\n".repeat(200), piece: 20, delay: 0.02 };

describe("a real server", { skip: missing, timeout: 120_000 }, () => {
  let site: Site;
  let til: TilClient;
  before(async () => {
    site = await startSite();
    til = new TilClient({ baseUrl: site.url, apiKey: site.key });
  });
  after(() => site?.close());

  async function until(id: number, holds: (generation: Generation) => boolean): Promise<Generation> {
    for (;;) {
      const generation = await til.generation(id);
      if (holds(generation)) return generation;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Start a slow draft, read a little of it, and leave with `leave`. */
  async function begin(leave: "abort" | "break") {
    await site.script(SLOW);
    const stop = new AbortController();
    let [draft, id] = [emptyDraft, 0];
    const stream = til.generate({ content: "slow notes" }, { signal: stop.signal, onOpen: (known) => (id = known) });
    try {
      for await (const event of stream) {
        draft = applyEvent(draft, event);
        if (draft.content.length < 40) continue;
        if (leave === "break") break;
        stop.abort();
      }
    } catch (error: any) {
      assert.equal(error.name, "AbortError");
    }
    return { draft, id };
  }

  it("drafts, shows, previews and keeps", async () => {
    const { draft, error } = await read(til.generate({ content: "notes on asyncio" }));
    assert.equal(error, null);
    const id = draft.complete?.generation_id ?? 0;
    const { content, title, excerpt, tags, day_number } = await til.generation(id);
    assert.deepEqual([draft.content, draft.title, draft.excerpt, draft.tags, draft.day_number], [content, title, excerpt, tags, day_number]);
    const saved = await til.save(id, { title: "My own title" });
    assert.deepEqual([saved.status, await til.save(id)], ["draft", saved]);
  });

  it("previews once for one key", async () => {
    const paid = await site.paid();
    const [one, other] = await Promise.all([
      til.preview({ content: "notes" }, { idempotencyKey: "same" }),
      til.preview({ content: "notes" }, { idempotencyKey: "same" }),
    ]);
    assert.equal(one.generation_id, other.generation_id);
    assert.ok(one.content && one.title && one.suggested_tags.length);
    assert.equal((await site.paid()) - paid, 4);
  });

  it("stops a draft that is aborted, and takes it up again", async () => {
    const { id, draft } = await begin("abort");
    const stopped = await until(id, ({ status }) => status !== "running");
    assert.deepEqual([stopped.status, stopped.error?.code], ["cancelled", "cancelled"]);
    assert.equal((await til.retry(id)).status, "running");
    const again = await read(til.resume(id, { lastEventId: draft.lastEventId, content: draft.content }));
    assert.equal(again.error, null);
    assert.equal(again.events.at(-1)?.event, "complete");
  });

  it("goes on with a draft that is left, and lets it be read on", async () => {
    const { id, draft } = await begin("break");
    assert.equal((await til.generation(id)).status, "running");
    const rest = await read(til.resume(id, { lastEventId: draft.lastEventId, content: draft.content }));
    assert.equal(rest.error, null);
    assert.equal(draft.content + rest.draft.content, (await til.generation(id)).content);
    const ended = await read(til.resume(id, { lastEventId: rest.draft.lastEventId }));
    assert.deepEqual([ended.error, ended.events.map(({ event }) => event)], [null, ["complete"]]);
  });

  it("tells a reader that somebody else has cancelled", async () => {
    const { id } = await begin("break");
    const reading = read(til.resume(id));
    const { stopping } = await til.cancel(id);
    assert.ok(stopping);
    const { error } = await reading;
    assert.deepEqual([error.name, error.code, error.generationId, error.retryable], ["GenerationError", "cancelled", id, false]);
  });

  it("lists who can write", async () => {
    const names = (await til.providers()).filter(({ ready }) => ready).map(({ name }) => name);
    assert.deepEqual(names.sort(), ["offline", "openai"]);
  });

  it("says why it refuses", async () => {
    await assert.rejects(new TilClient({ baseUrl: site.url, apiKey: "til_wrong" }).providers(), { code: "unauthorized", status: 401 });
    await assert.rejects(til.generation(999_999), { name: "TilError", code: "not_found", status: 404, retryable: false });
    const { error } = await read(til.generate({ content: " " }));
    assert.deepEqual([error.code, error.status, Object.keys(error.fields)], ["invalid", 422, ["content"]]);
  });

  it("refuses an event id of nobody's, and a second body under one key", async () => {
    const first = await read(til.generate({ content: "notes" }, { idempotencyKey: "once" }));
    const id = first.draft.complete?.generation_id ?? 0;
    assert.equal((await read(til.resume(id, { lastEventId: "nonsense" }))).error.code, "bad_event_id");
    const second = await read(til.generate({ content: "other notes" }, { idempotencyKey: "once" }));
    assert.deepEqual([second.error.code, second.error.retryable], ["idempotency_mismatch", false]);
  });
});
