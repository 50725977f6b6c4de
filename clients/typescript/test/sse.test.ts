/** The decoder against the standard's cases, with bytes in pieces of any size. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Decoder } from "../src/sse.js";

interface Vector {
  id: string;
  why: string;
  input?: string;
  input_hex?: string;
  expect: { events: { type: string; data: string; lastEventId: string }[]; retry: number | null; last_event_id: string };
}

const VECTORS: Vector[] = JSON.parse(readFileSync(new URL("decode_vectors.json", import.meta.url), "utf8"));

function decode(parts: Uint8Array[]): Vector["expect"] {
  const decoder = new Decoder();
  const messages = parts.flatMap((part) => decoder.feed(part));
  const events = messages.map(({ event, data, id }) => ({ type: event, data, lastEventId: id }));
  return { events, retry: decoder.retry, last_event_id: decoder.lastEventId };
}

function* cuts(bytes: Buffer): Generator<Uint8Array[]> {
  yield [bytes];
  for (let at = 1; at < Math.min(bytes.length, 3000); at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield [...bytes].map((byte) => Uint8Array.of(byte));
}

describe("the standard's cases", () => {
  assert.ok(VECTORS.length >= 48);
  for (const { id, why, input, input_hex, expect } of VECTORS) {
    it(`${id}: ${why}`, () => {
      const bytes = input_hex === undefined ? Buffer.from(input ?? "") : Buffer.from(input_hex, "hex");
      for (const parts of cuts(bytes)) assert.deepEqual(decode(parts), expect);
    });
  }
});

it("an id counts only once its event is whole", () => {
  const decoder = new Decoder("1");
  decoder.feed(Buffer.from("id: 2\nevent: title\ndata: {}\n"));
  assert.equal(decoder.lastEventId, "1");
  decoder.feed(Buffer.from("\n"));
  assert.equal(decoder.lastEventId, "2");
});
