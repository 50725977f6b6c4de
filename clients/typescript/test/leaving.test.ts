/** Ways to stop reading: cancel, leave, break. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { type ClientOptions, type GenerateOptions, TilClient } from "../src/index.js";
import { read } from "./reading.js";
import { EVENTS } from "./recorded.js";
import { type Answer, begun, lost, type Scripted, scripted, status } from "./scripted.js";

const READ = EVENTS.slice(0, 2).join("");
const CANCELLED = status(200, { id: 7, stopping: true, status: "running" });

let server: Scripted;
afterEach(() => server.close());

async function client(answers: Answer[], options: ClientOptions = {}): Promise<TilClient> {
  server = await scripted(...answers);
  return new TilClient({ baseUrl: server.url, backoff: 1, ...options });
}

const asked = () => server.asked.map(({ method, url }) => `${method} ${url.replace("/api/v1", "")}`);

/** Read two events, then abort while the third is awaited. */
async function abortThird(til: TilClient, options: GenerateOptions = {}) {
  const stop = new AbortController();
  const stream = til.generate({ content: "notes" }, { signal: stop.signal, ...options });
  for (let event = 0; event < 2; event++) await stream.next();
  setTimeout(() => stop.abort(), 10);
  return (await read(stream)).error;
}

describe("an abort", () => {
  it("cancels the generation and throws AbortError", async () => {
    const error = await abortThird(await client([begun(7, READ, "silent"), CANCELLED]));
    assert.equal(error.name, "AbortError");
    assert.deepEqual(asked(), ["POST /generate/stream", "POST /generations/7/cancel"]);
    await server.asked[0]?.left;
  });

  it("counts at once, even among events that have arrived", async () => {
    const til = await client([begun(7, READ, "silent"), CANCELLED]);
    const stop = new AbortController();
    const stream = til.generate({ content: "notes" }, { signal: stop.signal });
    await stream.next();
    stop.abort();
    const { error, events } = await read(stream);
    assert.deepEqual([error.name, events], ["AbortError", []]);
  });

  it("sends the cancel again where it is lost", async () => {
    await abortThird(await client([begun(7, READ, "silent"), lost, status(502), CANCELLED]));
    assert.deepEqual(asked().slice(1), Array(3).fill("POST /generations/7/cancel"));
  });

  it("cancels what an unanswered POST has begun", async () => {
    const stop = new AbortController();
    const slow: Answer = (response, one) => {
      stop.abort();
      setTimeout(() => begun(7, READ, "silent")(response, one), 100);
    };
    const til = await client([slow, CANCELLED]);
    const { error } = await read(til.generate({ content: "notes" }, { signal: stop.signal }));
    assert.equal(error.name, "AbortError");
    assert.deepEqual(asked(), ["POST /generate/stream", "POST /generations/7/cancel"]);
    await server.asked[0]?.left;
  });

  it("ends a wait between attempts", async () => {
    const stop = new AbortController();
    const onRetry = () => void setTimeout(() => stop.abort(), 10);
    const til = await client([status(503, "", { "retry-after": "30" })], { onRetry });
    const { error } = await read(til.generate({ content: "notes" }, { signal: stop.signal }));
    assert.equal(error.name, "AbortError");
  });

  it("before the start asks for nothing", async () => {
    const til = await client([]);
    const { error } = await read(til.generate({ content: "notes" }, { signal: AbortSignal.abort() }));
    assert.equal(error.name, "AbortError");
    assert.deepEqual(asked(), []);
  });

  it("only leaves where that is what was asked for", async () => {
    const error = await abortThird(await client([begun(7, READ, "silent")]), { cancelOnAbort: false });
    assert.equal(error.name, "AbortError");
    await server.asked[0]?.left;
    assert.deepEqual(asked(), ["POST /generate/stream"]);
  });
});

it("a break hangs up, and the generation goes on", async () => {
  const til = await client([begun(7, READ, "silent")]);
  const opened: number[] = [];
  for await (const event of til.generate({ content: "notes" }, { onOpen: (id) => opened.push(id) })) {
    assert.equal(event.event, "day_number");
    break;
  }
  await server.asked[0]?.left;
  assert.deepEqual(asked(), ["POST /generate/stream"]);
  assert.deepEqual(opened, [7]);
});
