/** Failures that a stream recovers from, and those that it reports. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { type ClientOptions, GenerationError, type Retry, TilClient, TilError } from "../src/index.js";
import { names, read } from "./reading.js";
import { after, complete, EVENTS, RECORDED, TEXT } from "./recorded.js";
import { type Answer, begun, lost, type Scripted, scripted, sse, status, stream } from "./scripted.js";

const REQUEST = { content: "notes" };
const READ = EVENTS.slice(0, 3).join(""); // for example, up to 7-1-2-30
const LAST_READ = /id: (\S+)\n(?!.*id: )/s.exec(READ)?.[1] ?? "";

let server: Scripted;
afterEach(() => server.close());

async function client(answers: Answer[], options: ClientOptions = {}): Promise<TilClient> {
  server = await scripted(...answers);
  return new TilClient({ baseUrl: server.url, apiKey: "til_key", backoff: 1, ...options });
}

/** Generate with `answers`, and return the results and the requests. */
async function generate(answers: Answer[], options: ClientOptions = {}) {
  const til = await client(answers, options);
  const got = await read(til.generate(REQUEST));
  const asked = server.asked.map(({ method, url }) => `${method} ${url.replace("/api/v1", "")}`);
  return { ...got, names: names(got), asked };
}

function assertWhole(got: Awaited<ReturnType<typeof generate>>): void {
  assert.equal(got.error, null);
  assert.deepEqual(got.names, EVENTS.map((event) => /event: (\w+)/.exec(event)?.[1]));
  assert.equal(got.draft.content, TEXT);
}

describe("a reset", () => {
  const kept = Array.from(TEXT).slice(0, 12).join("");
  const rest = sse("content_chunk", `7-2-2-${Array.from(TEXT).length}`, { chunk: TEXT.slice(kept.length) });

  it("with a length keeps so many characters", async () => {
    const again = sse("reset", "7-2-2-12", { length: 12 }) + rest;
    const got = await generate([begun(7, [...EVENTS.slice(0, 4), again, ...EVENTS.slice(6)].join(""))]);
    assert.deepEqual([got.error, got.draft.content, got.draft.day_number, got.draft.title], [null, TEXT, 15, "제목"]);
  });

  for (const data of [{}, { length: 0 }]) {
    it(`${JSON.stringify(data)} starts over`, async () => {
      const again = sse("reset", "7-2-1-0", data) + EVENTS.join("");
      const got = await generate([begun(7, EVENTS.slice(0, 3).join("") + again)]);
      assert.deepEqual([got.error, got.draft.content], [null, TEXT]);
    });
  }
});

describe("a stream goes on where it stopped", () => {
  const rest: Answer = (response, asked) => stream(after(String(asked.headers["last-event-id"])))(response, asked);

  it("after a cut", async () => {
    const got = await generate([begun(7, READ, "cut"), rest]);
    assertWhole(got);
    assert.deepEqual(got.asked, ["POST /generate/stream", "GET /generations/7/stream"]);
    assert.equal(server.asked[1]?.headers["last-event-id"], LAST_READ);
    assert.equal(server.asked[1]?.headers.authorization, "Bearer til_key");
  });

  it("after it ended in good order, but without its last event", async () => {
    assertWhole(await generate([begun(7, READ, "end"), rest]));
  });

  it("after a silence", async () => {
    assertWhole(await generate([begun(7, READ, "silent"), rest], { silence: 300 }));
    await server.asked[0]?.left;
  });

  it("after 502 and 503", async () => {
    const got = await generate([begun(7, READ, "cut"), status(502, "<h1>Bad gateway"), status(503), status(504), rest]);
    assertWhole(got);
    assert.equal(got.asked.length, 5);
  });

  it("after as long as the server asks for", async () => {
    const waits: Retry[] = [];
    const busy = status(503, { error: "Busy.", code: "busy", retryable: true }, { "retry-after": "1" });
    assertWhole(await generate([begun(7, READ, "cut"), busy, rest], { onRetry: (retry) => waits.push(retry) }));
    assert.deepEqual(waits.map(({ error, failures }) => [error.code, failures]), [["connection_lost", 1], ["busy", 2]]);
    assert.ok((waits[1]?.delay ?? 0) >= 1000);
  });

  it("after a line that is no JSON", async () => {
    const garbled = `${READ}id: 7-1-2-99\nevent: content_chunk\ndata: {"chu\n\n`;
    assertWhole(await generate([begun(7, garbled), rest]));
    assert.equal(server.asked[1]?.headers["last-event-id"], LAST_READ);
  });
});

describe("a POST is sent again under the same key", () => {
  const keys = () => server.asked.map(({ headers }) => headers["idempotency-key"]);

  it("where its answer was lost", async () => {
    const got = await generate([lost, status(502), lost, begun(7, RECORDED)]);
    assertWhole(got);
    assert.equal(new Set(keys()).size, 1);
    assert.match(String(keys()[0]), /^[0-9a-f]{32}$/);
    assert.deepEqual(server.asked.map(({ body }) => JSON.parse(body)), Array(4).fill(REQUEST));
  });

  it("where it was never answered", async () => {
    assertWhole(await generate([() => undefined, begun(7, RECORDED)], { silence: 300 }));
    assert.equal(new Set(keys()).size, 1);
  });

  it("with the last event id, where the generation's id was hidden", async () => {
    const got = await generate([stream(READ, "cut"), (response, asked) => begun(7, after(String(asked.headers["last-event-id"])))(response, asked)]);
    assertWhole(got);
    assert.deepEqual(got.asked, ["POST /generate/stream", "POST /generate/stream"]);
    assert.equal(server.asked[1]?.headers["last-event-id"], LAST_READ);
    assert.equal(new Set(keys()).size, 1);
  });

  it("and under another key for another generation", async () => {
    const til = await client([begun(7, RECORDED), begun(8, RECORDED), begun(9, RECORDED)]);
    await read(til.generate(REQUEST));
    await read(til.generate(REQUEST));
    await read(til.generate(REQUEST, { idempotencyKey: "mine" }));
    assert.equal(new Set(keys()).size, 3);
    assert.equal(keys()[2], "mine");
  });
});

describe("the text is checked at the end", () => {
  const wrong = RECORDED.replace("나머지", "나버지");

  it("and read once more where it is not what was written", async () => {
    const got = await generate([begun(7, wrong), stream(RECORDED)]);
    assert.equal(got.error, null);
    assert.equal(got.names.filter((name) => name === "reset").length, 1);
    assert.equal(got.draft.content, TEXT);
    assert.equal(server.asked[1]?.headers["last-event-id"], undefined);
  });

  it("and refused the second time", async () => {
    const got = await generate([begun(7, wrong), stream(wrong)]);
    assert.equal(got.error.code, "content_mismatch");
    assert.ok(!got.names.includes("complete"));
  });

  it("by its length alone where the page has no TLS", async (t) => {
    t.mock.getter(crypto, "subtle", () => undefined);
    assertWhole(await generate([begun(7, RECORDED)]));
    await server.close();
    const short = await generate([begun(7, wrong.replace("TaskGroup", "TaskGrou")), stream(RECORDED)]);
    assert.equal(short.draft.content, TEXT);
  });

  it("from the reset on", async () => {
    const text = `${READ}${sse("reset", "7-2-1-0", {})}${EVENTS.join("").replaceAll("id: 7-1-", "id: 7-2-")}`;
    const got = await generate([begun(7, text)]);
    assert.equal(got.error, null);
    assert.equal(got.draft.content, TEXT);
  });

  it("together with what was read before a resume", async () => {
    const til = await client([stream(after(LAST_READ)), stream(after(LAST_READ)), stream(after(LAST_READ)), stream(RECORDED)]);
    const content = TEXT.slice(0, TEXT.indexOf("나머지"));
    assert.equal((await read(til.resume(7, { lastEventId: LAST_READ, content }))).events.at(-1)?.event, "complete");
    assert.equal((await read(til.resume(7, { lastEventId: LAST_READ }))).events.at(-1)?.event, "complete");
    const got = await read(til.resume(7, { lastEventId: LAST_READ, content: "something else" }));
    assert.deepEqual([got.draft.content, names(got).includes("reset")], [TEXT, true]);
  });
});

describe("what cannot be made good is thrown", () => {
  it("a generation that failed", async () => {
    const failure = { error: "The model is down.", code: "provider_unavailable", retryable: true, generation_id: 7 };
    const got = await generate([begun(7, READ + sse("error", "7-1-2-30-1", failure))]);
    assert.ok(got.error instanceof GenerationError && got.error instanceof TilError);
    const { message, code, retryable, generationId, lastEventId } = got.error;
    assert.deepEqual({ message, code, retryable, generationId, lastEventId }, { message: failure.error, code: failure.code, retryable: true, generationId: 7, lastEventId: "7-1-2-30-1" });
    assert.equal(got.asked.length, 1);
    assert.ok(TEXT.startsWith(got.draft.content) && got.draft.content.length > 0);
  });

  it("a refusal, with its fields", async () => {
    const body = { error: "It does not fit.", code: "invalid", retryable: false, fields: { content: ["Empty."] }, request_id: "r1" };
    const { error, asked } = await generate([status(422, body)]);
    assert.ok(error instanceof TilError);
    assert.deepEqual([error.message, error.code, error.status, error.fields, error.requestId], [body.error, "invalid", 422, body.fields, "r1"]);
    assert.equal(asked.length, 1);
  });

  it("a server that asks for more patience than there is", async () => {
    const body = { error: "Enough for today.", code: "too_many_requests", retryable: true };
    const { error, asked } = await generate([status(429, body, { "retry-after": "3600" })]);
    assert.deepEqual([error.code, error.retryAfter, asked.length], ["too_many_requests", 3600, 1]);
  });

  it("a page that is no stream", async () => {
    const { error } = await generate([status(200, "<h1>Sign in to this network")]);
    assert.equal(error.code, "bad_answer");
  });

  it("a line that stays dead", async () => {
    const { error, asked } = await generate([begun(7, READ, "cut"), lost, lost, lost], { retries: 3 });
    assert.deepEqual([error.code, error.retryable, asked.length], ["connection_lost", true, 4]);
  });
});

describe("an ended generation", () => {
  const done = { id: 7, status: "complete", position: "7-1-6-0-1", content_length: 3, content_sha256: "ab", error: null };

  it("that was read to its end says so again", async () => {
    const til = await client([stream("", "end"), status(200, done)].map(emptied));
    const got = await read(til.resume(7, { lastEventId: "7-1-6-0-1" }));
    assert.deepEqual([got.error, names(got)], [null, ["complete"]]);
  });

  it("is not over for who has not read its end", async () => {
    const til = await client([stream("", "end"), status(200, done), stream(after(LAST_READ))].map(emptied));
    const got = await read(til.resume(7, { lastEventId: LAST_READ }));
    assert.deepEqual(names(got), EVENTS.slice(3).map((event) => /event: (\w+)/.exec(event)?.[1]));
  });

  /** The first answer is a stream without a single byte. */
  function emptied(answer: Answer, index: number): Answer {
    return index ? answer : (response) => void response.writeHead(200, { "content-type": "text/event-stream" }).end();
  }
});

it("events of a name it does not know are passed over, and their ids kept", async () => {
  const unknown = sse("mood", "7-1-2-31", { mood: "good" });
  const got = await generate([begun(7, READ + unknown, "cut"), status(404, { error: "Gone.", code: "not_found" })]);
  assert.equal(server.asked[1]?.headers["last-event-id"], "7-1-2-31");
  assert.deepEqual([got.names.includes("mood" as never), got.error.code], [false, "not_found"]);
  assert.equal(complete().generation_id, 7);
});
