/** A real server behind a proxy that breaks connections at random: every text arrives whole, and is paid for once. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { TilClient } from "../src/index.js";
import { type Mood, type Proxy, startProxy } from "./proxy.js";
import { seeded, words } from "./random.js";
import { names, read } from "./reading.js";
import { missing, type Site, startSite } from "./site.js";

const CUTS = Number(process.env.TIL_CUTS ?? 200);
const SEED = Number(process.env.TIL_SEED ?? Date.now() % 2 ** 31);
const TOGETHER = 6;
const ROUGH: Mood = { bytes: 2500, cut: 0.7, silent: 0.05, refused: 0.1, lost: 0.1 };
const STAGES = ["day_number", "title", "excerpt", "tags", "complete"];
const REQUESTS = 4; // content, title, excerpt, tags

describe(`a real server behind a bad line, seed ${SEED}`, { skip: missing, timeout: 600_000 }, () => {
  let site: Site;
  let proxy: Proxy;
  const random = seeded(SEED);
  before(async () => {
    site = await startSite();
    proxy = await startProxy(site.url, random, ROUGH);
  });
  after(async () => {
    proxy?.close();
    await site?.close();
  });

  const behind = ({ url }: Proxy) =>
    new TilClient({ baseUrl: url, apiKey: site.key, backoff: 5, maxBackoff: 20, silence: 400, retries: 1000 });

  async function draftOne(number: number): Promise<number> {
    const got = await read(behind(proxy).generate({ content: `notes ${number}`, language: "ko" }));
    assert.equal(got.error, null);
    assert.deepEqual(names(got).filter((name) => name !== "content_chunk"), STAGES);
    const last = got.draft.complete;
    assert.ok(last);
    const kept = await new TilClient({ baseUrl: site.url, apiKey: site.key }).generation(last.generation_id);
    assert.equal(got.draft.content, kept.content);
    assert.equal(createHash("sha256").update(got.draft.content).digest("hex"), kept.content_sha256);
    return last.generation_id;
  }

  it(`loses and repeats nothing in ${CUTS} cuts, and starts one generation for each request`, async () => {
    const ids: number[] = [];
    while (proxy.done.cut < CUTS) {
      await site.script(...Array.from({ length: TOGETHER }, () => ({ text: words(random), piece: 40, delay: 0.002 })));
      const batch = Array.from({ length: TOGETHER }, (_, index) => draftOne(ids.length + index));
      ids.push(...(await Promise.all(batch)));
    }
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(Math.max(...ids), ids.length);
    assert.equal(await site.paid(), ids.length * REQUESTS);
    assert.ok(proxy.done.lost > 0 && proxy.done.refused > 0 && proxy.done.silent > 0);
    console.log(`${ids.length} drafts,`, proxy.done);
  });
});
