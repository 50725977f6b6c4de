/** TILs, tags, uploads, figures and keys, on a real server. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TilClient } from "../src/index.js";
import { read } from "./reading.js";
import { missing, type Site, startSite } from "./site.js";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("a real server's finished things", { skip: missing, timeout: 120_000 }, () => {
  let site: Site;
  let til: TilClient;
  before(async () => {
    site = await startSite();
    til = new TilClient({ baseUrl: site.url, apiKey: site.key });
  });
  after(() => site?.close());

  it("writes a TIL, changes it, publishes it, finds it and takes it away", async () => {
    const first = await til.tils.create({ title: "파이썬의 TaskGroup", content: "하나가 실패하면 나머지를 취소한다.", tags: ["python"] });
    assert.deepEqual([first.status, first.tags.map(({ name }) => name)], ["draft", ["python"]]);
    const second = await til.tils.update(first.id, { excerpt: "취소" }, { ifMatch: first.etag });
    assert.deepEqual([second.excerpt, second.etag === first.etag], ["취소", false]);
    const stale = til.tils.update(first.id, { excerpt: "?" }, { ifMatch: first.etag });
    await assert.rejects(stale, { name: "TilError", status: 412 });
    assert.equal((await til.tils.get(first.id)).etag, second.etag);
    assert.equal((await til.tils.publish(first.id)).status, "published");
    assert.deepEqual((await til.tils.list({ q: "나머지" })).items.map(({ id }) => id), [first.id]);
    assert.deepEqual((await til.tils.list({ tag: "python", status: "draft" })).items, []);
    assert.match(await til.tils.markdown(first.id), /^---\n[^]*하나가 실패하면/);
    assert.equal((await til.tils.archive(first.id)).status, "archived");
    assert.equal((await til.tils.unpublish(first.id)).status, "draft");
    assert.equal(await til.tils.delete(first.id), undefined);
    await assert.rejects(til.tils.get(first.id), { code: "not_found", status: 404 });
  });

  it("lists page after page", async () => {
    const made = new Set<number>();
    for (let day = 0; day < 5; day++) made.add((await til.tils.create({ title: `Page ${day}`, content: "text" })).id);
    const page = await til.tils.list({ limit: 2 });
    assert.deepEqual([page.items.length, typeof page.next], [2, "string"]);
    assert.deepEqual(new Set((await collect(til.tils.all({ limit: 2 }))).map(({ id }) => id)), made);
  });

  it("makes and lists tags, and says who may rename them", async () => {
    const made = await til.tags.create("Type Script");
    assert.deepEqual(await til.tags.get(made.id), made);
    assert.deepEqual((await til.tags.list({ q: "script" })).map(({ name }) => name), [made.name]);
    await assert.rejects(til.tags.rename(made.id, "TS"), { code: "forbidden", status: 403 });
    await assert.rejects(til.tags.merge(made.id, made.id), { code: "forbidden" });
    await assert.rejects(til.tags.alias(made.id, "TS"), { code: "forbidden" });
    await assert.rejects(til.tags.delete(made.id), { code: "forbidden" });
  });

  it("writes a part again, and changes nothing before it is accepted", async () => {
    const one = await til.tils.create({ title: "Bisect", content: "git bisect halves the history." });
    const { id, part } = await til.tils.regenerate(one.id, { part: "title", instruction: "Name the command." });
    const { events, draft } = await read(til.resume(id));
    assert.deepEqual([part, events.map(({ event }) => event)], ["title", ["content_chunk", "title", "complete"]]);
    const [open] = await til.tils.proposals(one.id);
    assert.deepEqual(open?.difference.map(({ kind, text }) => [kind, text]), [["removed", "Bisect"], ["added", draft.title]]);
    assert.equal((await til.tils.get(one.id)).title, "Bisect");
    const { etag } = await til.tils.update(one.id, { excerpt: "Halves." }, { ifMatch: one.etag });
    await assert.rejects(til.accept(id, { ifMatch: one.etag }), { code: "changed_meanwhile", status: 412 });
    assert.equal((await til.accept(id, { ifMatch: etag })).verdict, "accepted");
    assert.equal((await til.tils.get(one.id)).title, draft.title);
    const other = await til.tils.regenerate(one.id, { part: "excerpt" });
    assert.equal((await til.discard(other.id)).verdict, "discarded");
    assert.deepEqual(await til.tils.proposals(one.id), []);
  });

  it("writes a part of a draft again before there is a TIL of it", async () => {
    const { id } = await til.start({ content: "notes on bisect" });
    await read(til.resume(id));
    const again = await til.regenerate(id, { part: "tags" }, { idempotencyKey: "tags" });
    assert.equal((await til.regenerate(id, { part: "tags" }, { idempotencyKey: "tags" })).id, again.id);
    await read(til.resume(again.id));
    assert.deepEqual((await til.proposals(id)).map(({ id }) => id), [again.id]);
    assert.equal((await til.proposal(again.id)).generation_id, id);
    await til.accept(again.id);
    assert.deepEqual((await til.generation(id)).tags, (await til.generation(again.id)).tags);
  });

  it("drafts from a file", async () => {
    const { id } = await til.upload(new File(["# Notes\n\nA file of notes.\n"], "notes.md"));
    const { error, draft } = await read(til.generate({ input_type: "file", content: id }));
    assert.deepEqual([error, draft.complete?.success], [null, true]);
    const { items, next } = await til.generations({ input_type: "file", status: "complete" });
    assert.deepEqual([items.map((one) => one.id), next], [[draft.complete?.generation_id], null]);
    const { models } = await til.usage();
    assert.deepEqual(models.map(({ provider }) => provider), ["openai"]);
  });

  it("counts", async () => {
    const { id } = await til.tils.create({ title: "Counted", content: "text" });
    const before = await til.stats();
    await til.tils.publish(id);
    const now = await til.stats();
    assert.deepEqual([now.total - before.total, before.drafts - now.drafts], [1, 1]);
    assert.equal((await til.calendar()).days.at(-1)?.count, now.total);
  });

  it("knows who asks", async () => {
    const { key, scopes } = await til.me();
    assert.deepEqual(scopes, ["generate", "read", "write"]);
    assert.deepEqual(await til.keys.list(), [await til.keys.get(key ?? 0)]);
    await assert.rejects(til.keys.create({ name: "another" }), { code: "forbidden", status: 403 });
  });

  it("makes keys and revokes them, renames tags and deletes them", async () => {
    const admin = new TilClient({ baseUrl: site.url, apiKey: await site.adminKey() });
    const { id, text } = await admin.keys.create({ name: "reader", scopes: ["read"] });
    const reader = new TilClient({ baseUrl: site.url, apiKey: text });
    assert.deepEqual((await reader.me()).scopes, ["read"]);
    assert.equal(typeof (await admin.keys.revoke(id)).revoked, "string");
    await assert.rejects(reader.me(), { code: "unauthorized" });
    const [one, other] = [await admin.tags.create("K8s"), await admin.tags.create("Kubernetes")];
    assert.equal((await admin.tags.rename(one.id, "k-eights")).name, "k-eights");
    assert.equal(await admin.tags.delete(one.id), undefined);
    assert.deepEqual((await admin.tags.list({ q: "k" })).map(({ name }) => name), [other.name]);
  });

  it("gives a tag other names, and takes them back", async () => {
    const admin = new TilClient({ baseUrl: site.url, apiKey: await site.adminKey() });
    const [one, other] = [await admin.tags.create("Postgres"), await admin.tags.create("PostgreSQL")];
    const merged = await admin.tags.merge(one.id, other.id);
    const added = await admin.tags.alias(other.id, "pgsql");
    assert.deepEqual([merged.tag.id, added.tag.id], [other.id, other.id]);
    assert.deepEqual((await admin.tags.aliases()).map(({ id }) => id).sort(), [merged.id, added.id].sort());
    assert.equal((await admin.tags.unmerge(merged.id)).name, one.name);
    assert.equal(await admin.tags.unalias(added.id), undefined);
    assert.deepEqual(await admin.tags.aliases(), []);
  });
});
