/** Ways to stop reading: cancel, leave, break. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { TilClient } from "../src/index.js";
import { read } from "./reading.js";
import { EVENTS } from "./recorded.js";
import { type Answer, begun, lost, type Scripted, scripted, status } from "./scripted.js";

const READ = EVENTS.slice(0, 2).join("");
const CANCELLED = status(200, { id: 7, stopping: true, status: "running" });

let server: Scripted;
afterEach(() => server.close());

async function client(...answers: Answer[]): Promise<TilClient> {
  server = await scripted(...answers);
  return new TilClient({ baseUrl: server.url, backoff: 1 });
}

const asked = () => server.asked.map(({ method, url }) => `${method} ${url.replace("/api/v1", "")}`);

describe("an abort", () => {
  it("cancels the generation and throws AbortError", async () => {
    const til = await client(begun(7, READ, "silent"), CANCELLED);
    const stop = new AbortController();
    const stream = til.generate({ content: "notes" }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    const { error, events } = await read(stream);
    assert.equal(error.name, "AbortError");
    assert.equal(events.length, 2);
    assert.deepEqual(asked(), ["POST /generate/stream", "POST /generations/7/cancel"]);
    await server.asked[0]?.left;
  });

  it("sends the cancel again where it is lost", async () => {
    const til = await client(begun(7, READ, "silent"), lost, status(502), CANCELLED);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await read(til.generate({ content: "notes" }, { signal: stop.signal }));
    assert.deepEqual(asked().slice(1), Array(3).fill("POST /generations/7/cancel"));
  });

  it("cancels what an unanswered POST has begun", async () => {
    const slow: Answer = (response, one) => void setTimeout(() => begun(7, READ, "silent")(response, one), 100);
    const til = await client(slow, CANCELLED);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const { error } = await read(til.generate({ content: "notes" }, { signal: stop.signal }));
    assert.equal(error.name, "AbortError");
    assert.deepEqual(asked(), ["POST /generate/stream", "POST /generations/7/cancel"]);
    await server.asked[0]?.left;
  });

  it("ends a wait between attempts", async () => {
    const til = await client(status(503, "", { "retry-after": "30" }));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const began = Date.now();
    const { error } = await read(til.generate({ content: "notes" }, { signal: stop.signal }));
    assert.equal(error.name, "AbortError");
    assert.ok(Date.now() - began < 5_000);
  });

  it("before the start asks for nothing", async () => {
    const til = await client();
    const { error } = await read(til.generate({ content: "notes" }, { signal: AbortSignal.abort() }));
    assert.equal(error.name, "AbortError");
    assert.deepEqual(asked(), []);
  });

  it("only leaves where that is what was asked for", async () => {
    const til = await client(begun(7, READ, "silent"));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const { error } = await read(til.generate({ content: "notes" }, { signal: stop.signal, cancelOnAbort: false }));
    assert.equal(error.name, "AbortError");
    await server.asked[0]?.left;
    assert.deepEqual(asked(), ["POST /generate/stream"]);
  });
});

it("a break hangs up, and the generation goes on", async () => {
  const til = await client(begun(7, READ, "silent"));
  const opened: number[] = [];
  for await (const event of til.generate({ content: "notes" }, { onOpen: (id) => opened.push(id) })) {
    assert.equal(event.event, "day_number");
    break;
  }
  await server.asked[0]?.left;
  assert.deepEqual(asked(), ["POST /generate/stream"]);
  assert.deepEqual(opened, [7]);
});
