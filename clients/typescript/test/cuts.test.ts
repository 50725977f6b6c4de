/** A recorded stream, cut at every byte. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TilClient } from "../src/index.js";
import { names, read } from "./reading.js";
import { after, EVENTS, RECORDED, TEXT } from "./recorded.js";

const BYTES = Buffer.from(RECORDED);
const NAMES = EVENTS.map((event) => /event: (\w+)/.exec(event)?.[1]);

/** A connection that delivers `parts`, then ends or breaks. */
function answer(parts: Uint8Array[], breaks: boolean): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else if (breaks) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  const headers = { "content-type": "text/event-stream", location: "/api/v1/generations/7" };
  return new Response(body, { headers });
}

describe("a stream that arrives in two reads", () => {
  it(`loses nothing at any of ${BYTES.length} places`, async () => {
    for (let at = 1; at < BYTES.length; at++) {
      const fetch = async () => answer([BYTES.subarray(0, at), BYTES.subarray(at)], false);
      const got = await read(new TilClient({ fetch }).generate({ content: "notes" }));
      assert.deepEqual([got.error, names(got), got.draft.content], [null, NAMES, TEXT], `cut at ${at}`);
    }
  });

  it("loses nothing byte by byte", async () => {
    const fetch = async () => answer([...BYTES].map((byte) => Uint8Array.of(byte)), false);
    const got = await read(new TilClient({ fetch }).generate({ content: "notes" }));
    assert.deepEqual([got.error, names(got), got.draft.content], [null, NAMES, TEXT]);
  });
});

for (const [how, breaks] of [["breaks", true], ["ends early", false]] as const) {
  it(`a line that ${how} is resumed without a lost or repeated character, wherever it happens`, async () => {
    for (let at = 0; at < BYTES.length - 1; at++) {
      const asked: string[] = [];
      const fetch = async (_: unknown, init?: RequestInit) => {
        const lastEventId = new Headers(init?.headers).get("last-event-id") ?? "";
        asked.push(init?.method ?? "");
        return asked.length === 1 ? answer([BYTES.subarray(0, at)], breaks) : answer([Buffer.from(after(lastEventId))], false);
      };
      const got = await read(new TilClient({ fetch, backoff: 0 }).generate({ content: "notes" }));
      assert.deepEqual([got.error, names(got), got.draft.content], [null, NAMES, TEXT], `cut at ${at}`);
      assert.deepEqual(asked, ["POST", "GET"]);
    }
  });
}
