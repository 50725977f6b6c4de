/** Events over a WebSocket: recovery, errors, and when it is used. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { type ClientOptions, type Retry, TilClient } from "../src/index.js";
import { socket } from "../src/socket.js";
import { type Buffering, startBuffering } from "./buffering.js";
import { below, seeded, words } from "./random.js";
import { names, type Read, read } from "./reading.js";
import { complete, EVENTS, RECORDED, TEXT } from "./recorded.js";
import { type Answer, begun, type Scripted, scripted, status, stream } from "./scripted.js";
import { missing, type Site, startSite } from "./site.js";

const NAMES = EVENTS.map((event) => /event: (\w+)/.exec(event)?.[1]);
const MESSAGES = EVENTS.map((event) => {
  const [, id, name, data = ""] = /^id: (.*)\nevent: (.*)\ndata: (.*)\n/.exec(event) ?? [];
  return JSON.stringify({ event: name, id, data: JSON.parse(data) });
});
const PING = JSON.stringify({ event: "ping" });
const STARTED = status(202, { id: 7 }, { location: "/api/v1/generations/7" });

/** The script of an open socket: messages, then a close with a code and a reason; or silence. */
type Script = { says: string[]; code?: number; reason?: string };

/** Return a class of sockets that follow the scripts in turn, and record the messages they receive. */
function sockets(...scripts: Script[]) {
  const opened: { url: string; told: any; isClosed: boolean }[] = [];
  class FakeSocket {
    onopen = null as ((event: any) => void) | null;
    onmessage = null as ((event: any) => void) | null;
    onclose = null as ((event: any) => void) | null;
    onerror = null as ((event: any) => void) | null;
    readonly one: (typeof opened)[number];
    constructor(url: string) {
      this.one = { url, told: null, isClosed: false };
      opened.push(this.one);
      setImmediate(() => this.onopen?.({}));
    }
    send(text: string) {
      this.one.told = JSON.parse(text);
      const { says, code, reason = "" } = scripts.shift() ?? { says: [], code: 1006 };
      for (const data of says) this.onmessage?.({ data });
      if (code !== undefined) this.onclose?.({ code, reason });
    }
    close() {
      this.one.isClosed = true;
    }
  }
  return { opened, WebSocket: FakeSocket };
}

let server: Scripted;
afterEach(() => server?.close());

async function client(answers: Answer[], options: ClientOptions): Promise<TilClient> {
  server = await scripted(...answers);
  return new TilClient({ baseUrl: server.url, apiKey: "til_key", backoff: 1, ...options });
}

const asked = () => server.asked.map(({ method, url }) => `${method} ${url.replace("/api/v1", "")}`);

function assertWhole(got: Read): void {
  assert.deepEqual([got.error, names(got), got.draft.content], [null, NAMES, TEXT]);
}

describe("a socket", () => {
  it("brings the same events, and says who asks in its first message", async () => {
    const { opened, WebSocket } = sockets({ says: MESSAGES, code: 1000 });
    const til = await client([STARTED], { socket: socket({ always: true, WebSocket }) });
    assertWhole(await read(til.generate({ content: "notes" }, { idempotencyKey: "mine" })));
    assert.deepEqual([asked(), server.asked[0]?.headers["idempotency-key"]], [["POST /generate"], "mine"]);
    assert.equal(opened[0]?.url, `${server.url.replace("http", "ws")}/ws/generations/7`);
    assert.deepEqual(opened[0]?.told, { key: "til_key", last_event_id: "" });
  });

  it("goes on behind the last id after a cut, a restart and a ping", async () => {
    const [one, two] = [MESSAGES.slice(0, 2), MESSAGES.slice(2, 4)];
    const { opened, WebSocket } = sockets(
      { says: [...one, PING], code: 1006 },
      { says: [...two, PING], code: 1012 },
      { says: MESSAGES.slice(4), code: 1000 },
    );
    const til = await client([STARTED], { socket: socket({ always: true, WebSocket }) });
    assertWhole(await read(til.generate({ content: "notes" })));
    const ids = [one, two].map((messages) => JSON.parse(messages.at(-1) ?? "").id);
    assert.deepEqual(opened.map(({ told }) => told.last_event_id), ["", ...ids]);
    assert.deepEqual(asked(), ["POST /generate"]);
  });

  it("is asked again for a text that arrived changed, once", async () => {
    const wrong = [...MESSAGES.slice(0, -1), JSON.stringify({ event: "complete", id: "7-1-6-0-1", data: complete("else") })];
    const { WebSocket } = sockets({ says: wrong, code: 1000 }, { says: MESSAGES, code: 1000 });
    const til = await client([STARTED], { socket: socket({ always: true, WebSocket }) });
    const got = await read(til.generate({ content: "notes" }));
    assert.deepEqual([got.error, got.draft.content, names(got).filter((name) => name === "reset")], [null, TEXT, ["reset"]]);
  });

  it("passes on why it is refused", async () => {
    const { opened, WebSocket } = sockets({ says: [], code: 4404, reason: "not_found" });
    const til = await client([], { socket: socket({ always: true, WebSocket }) });
    const { error } = await read(til.resume(7));
    assert.deepEqual([error.name, error.code, error.status, error.retryable], ["TilError", "not_found", 404, false]);
    assert.equal(opened.length, 1);
  });

  it("sends the key that requests are sent with", async () => {
    const { opened, WebSocket } = sockets({ says: MESSAGES, code: 1000 });
    const headers = () => ({ authorization: "Bearer til_fresh" });
    server = await scripted();
    await read(new TilClient({ baseUrl: server.url, headers, socket: socket({ always: true, WebSocket }) }).resume(7));
    assert.equal(opened[0]?.told.key, "til_fresh");
  });

  it("is closed by an abort, which cancels the generation", async () => {
    const { opened, WebSocket } = sockets({ says: MESSAGES.slice(0, 2) });
    const til = await client([STARTED, status(200, {})], { socket: socket({ always: true, WebSocket }) });
    const stop = new AbortController();
    const events = til.generate({ content: "notes" }, { signal: stop.signal });
    for (let event = 0; event < 2; event++) await events.next();
    setTimeout(() => stop.abort(), 10);
    assert.equal((await read(events)).error.name, "AbortError");
    assert.deepEqual([opened[0]?.isClosed, asked()], [true, ["POST /generate", "POST /generations/7/cancel"]]);
  });

  it("is closed by a break, and by silence", async () => {
    const { opened, WebSocket } = sockets({ says: MESSAGES.slice(0, 2) }, { says: MESSAGES.slice(2) });
    const til = await client([], { socket: socket({ always: true, WebSocket }), silence: 500 });
    for await (const event of til.resume(7)) if (event.event === "complete") break;
    assert.deepEqual(opened.map(({ isClosed }) => isClosed), [true, true]);
  });

  it("has to be given where the platform has none", async () => {
    const til = await client([], { socket: socket({ always: true, WebSocket: null as any }) });
    assert.equal((await read(til.resume(7))).error.code, "no_websocket");
  });
});

describe("the socket is taken", () => {
  it("after a silence of the stream, and then from the first event on", async () => {
    const { WebSocket } = sockets({ says: MESSAGES, code: 1000 }, { says: MESSAGES, code: 1000 });
    const retries: Retry[] = [];
    const options = { silence: 1500, onRetry: (retry: Retry) => retries.push(retry) };
    const til = await client([() => {}, STARTED, STARTED], { socket: socket({ WebSocket }), ...options });
    assertWhole(await read(til.generate({ content: "notes" }, { idempotencyKey: "mine" })));
    assert.deepEqual(asked(), ["POST /generate/stream", "POST /generate"]);
    assert.deepEqual(server.asked.map(({ headers }) => headers["idempotency-key"]), ["mine", "mine"]);
    assert.equal(retries.length, 1);
    await read(til.generate({ content: "notes" }));
    assert.deepEqual(asked().slice(2), ["POST /generate"]);
  });

  it("not after a cut, a 502 or an end", async () => {
    const { opened, WebSocket } = sockets();
    const answers = [begun(7, "", "cut"), status(502), stream("", "end"), stream(RECORDED)];
    assertWhole(await read((await client(answers, { socket: socket({ WebSocket }) })).generate({ content: "notes" })));
    assert.equal(opened.length, 0);
  });

  it("no longer where it never opens", async () => {
    const { opened, WebSocket } = sockets({ says: [], code: 1006 });
    const til = await client([begun(7, "", "silent"), stream(RECORDED)], { socket: socket({ WebSocket }), silence: 1500 });
    assertWhole(await read(til.generate({ content: "notes" })));
    assert.deepEqual([opened.length, asked()], [1, ["POST /generate/stream", "GET /generations/7/stream"]]);
  });
});

const CUTS = Number(process.env.TIL_CUTS ?? 25);
const SEED = Number(process.env.TIL_SEED ?? Date.now() % 2 ** 31);
const LINE = "`TaskGroup`은 나머지를 취소한다 🧵\n";
const SLOW = { text: `## Slow\n\n${LINE.repeat(160)}`, piece: 20, delay: 0.03 };
const REQUESTS = 4; // content, title, excerpt, tags

describe(`a real server behind a proxy that holds streams back, seed ${SEED}`, { skip: missing, timeout: 300_000 }, () => {
  let site: Site;
  let proxy: Buffering;
  before(async () => {
    site = await startSite();
  });
  afterEach(() => proxy?.close());
  after(() => site?.close());

  it("is read live, once the stream was silent, and paid for once", async () => {
    proxy = await startBuffering(site.url);
    const til = new TilClient({ baseUrl: proxy.url, apiKey: site.key, silence: 2500, socket: socket() });
    const paid = await site.paid();
    await site.script(SLOW);
    let isLive = false;
    let content = "";
    for await (const event of til.generate({ content: "slow notes", language: "ko" })) {
      if (event.event !== "content_chunk") continue;
      content += event.chunk;
      const [id] = event.id.split("-").map(Number);
      isLive ||= (await til.generation(id ?? 0)).status === "running";
    }
    assert.equal(content, SLOW.text.trim());
    assert.ok(isLive);
    assert.equal((await site.paid()) - paid, REQUESTS);
    const places = proxy.asked.filter((path) => !/\/\d+$/.test(path) || path.startsWith("/ws/"));
    const [stream, ...others] = places.map((path) => path.replace(/\d+$/, "7"));
    assert.equal(stream, "/api/v1/generate/stream");
    // on a busy machine, any response may be silent for that long and is then requested again
    assert.deepEqual([...new Set(others)], ["/api/v1/generate", "/ws/generations/7"]);
  });

  it(`loses and repeats nothing in ${CUTS} cuts, and starts one generation for each request`, async () => {
    const random = seeded(SEED);
    let [cuts, drafts] = [0, 0];
    const onRetry = () => (cuts += 1);
    proxy = await startBuffering(site.url, () => 200 + below(random, 900));
    const options = { backoff: 5, maxBackoff: 20, silence: 5000, retries: 1000, onRetry };
    const til = new TilClient({ baseUrl: proxy.url, apiKey: site.key, socket: socket({ always: true }), ...options });
    const paid = await site.paid();
    const draft = async (number: number) => {
      const got = await read(til.generate({ content: `notes ${number}`, language: "ko" }));
      assert.equal(got.error, null);
      const { content, content_sha256 } = await til.generation(got.draft.complete?.generation_id ?? 0);
      assert.equal(got.draft.content, content);
      assert.equal(createHash("sha256").update(got.draft.content).digest("hex"), content_sha256);
    };
    while (cuts < CUTS) {
      await site.script(...Array.from({ length: 2 }, () => ({ text: words(random), piece: 40, delay: 0.004 })));
      await Promise.all([0, 1].map((number) => draft(drafts + number)));
      drafts += 2;
    }
    assert.equal((await site.paid()) - paid, drafts * REQUESTS);
    console.log(`${drafts} drafts, ${cuts} cuts`);
  });

  it("says in a close why it refuses", async () => {
    proxy = await startBuffering(site.url);
    const til = new TilClient({ baseUrl: proxy.url, apiKey: site.key, socket: socket({ always: true }) });
    const { error } = await read(til.resume(999_999));
    assert.deepEqual([error.code, error.status, error.retryable], ["not_found", 404, false]);
    const stranger = new TilClient({ baseUrl: proxy.url, apiKey: "til_wrong", socket: socket({ always: true }) });
    assert.equal((await read(stranger.resume(1))).error.code, "unauthorized");
  });
});
