/** The page in Chromium, with a real server and a proxy that cuts connections at random. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type Generation, TilClient } from "tilsite-client";
import { build, preview, type PreviewServer } from "vite";
import { type Proxy, startProxy } from "../../../clients/typescript/test/proxy.js";
import { seeded } from "../../../clients/typescript/test/random.js";
import { missing, type Site, startSite } from "../../../clients/typescript/test/site.js";
import { noBrowser, open } from "./browser.js";

const SEED = Number(process.env.TIL_SEED ?? Date.now() % 2 ** 31);
const ROUGH = { bytes: 4000, cut: 0.5, silent: 0, refused: 0.1, lost: 0.1 };
const CUTS = 3; // minimum number of cuts per draft
const LINE = "`TaskGroup`은 나머지를 취소한다 🧵 <img src=x onerror=\"document.title='owned'\">\n";
const LONG = { text: `## 오늘 배운 것\n\n${LINE.repeat(60)}`, piece: 30, delay: 0.02 };

describe(`the page behind a bad line, seed ${SEED}`, { skip: missing || noBrowser, timeout: 400_000 }, () => {
  let site: Site;
  let til: TilClient;
  let served: PreviewServer;
  let proxy: Proxy;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  const mood = { ...ROUGH };

  before(async () => {
    site = await startSite();
    til = new TilClient({ baseUrl: site.url, apiKey: site.key });
    process.env.TIL_URL = site.url;
    process.env.TIL_KEY = site.key;
    const root = fileURLToPath(new URL("..", import.meta.url));
    await build({ root, logLevel: "error" });
    served = await preview({ root, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
    const address = served.resolvedUrls?.local[0] ?? "";
    proxy = await startProxy(address.replace(/\/$/, ""), seeded(SEED), mood);
    browser = await open();
  });
  after(async () => {
    await browser?.close();
    proxy?.close();
    await served?.close();
    await site?.close();
  });
  beforeEach(async () => {
    page = await (await browser.newContext({ locale: "en-US" })).newPage();
    problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(proxy.url);
  });
  afterEach(async () => {
    assert.deepEqual(problems, []);
    await page.context().close();
  });

  /** Start a long draft, and wait for its connections to be cut. */
  async function begin(): Promise<void> {
    const cuts = proxy.done.cut;
    await site.script(LONG);
    mood.cut = 1;
    await page.fill("#source", "notes on asyncio");
    await page.click("text=Write a draft");
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("#content")!.value.length > 100);
    while (proxy.done.cut < cuts + CUTS) await page.waitForTimeout(20);
    mood.cut = ROUGH.cut;
  }

  async function kept(): Promise<Generation> {
    const id = await page.evaluate(() => Number(sessionStorage.getItem("generation")));
    return til.generation(id);
  }

  const done = () => page.getByText(/Done: [\d,]+ characters, none lost\./).waitFor({ timeout: 90_000 });

  it("has fewer than 500 lines of TypeScript", () => {
    const folder = new URL("../src/", import.meta.url);
    const texts = readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => readFileSync(new URL(name, folder), "utf8"));
    assert.ok(texts.join("").split("\n").length < 500);
  });

  it("lends its key to no other page", async () => {
    const ask = (headers: Record<string, string>) => fetch(`${proxy.url}/api/v1/me`, { headers }).then((answer) => answer.status);
    assert.equal(await ask({}), 200);
    assert.equal(await ask({ origin: proxy.url }), 200);
    for (const origin of ["http://evil.example", "null", "http://localhost:1"]) assert.equal(await ask({ origin }), 403);
    assert.equal(await ask({ "sec-fetch-site": "cross-site" }), 403);
    const post = { method: "POST", headers: { origin: "http://evil.example", "content-type": "text/plain" }, body: "{}" };
    assert.equal((await fetch(`${proxy.url}/api/v1/generate`, post)).status, 403);
  });

  it("shows every character once, and keeps what was typed", async () => {
    await begin();
    await page.fill("#title", "My own title");
    await done();
    const generation = await kept();
    assert.equal(await page.inputValue("#content"), generation.content);
    assert.ok(generation.content.includes("<img src=x onerror"));
    assert.deepEqual([await page.inputValue("#title"), await page.inputValue("#excerpt")], ["My own title", generation.excerpt]);
    assert.notEqual(await page.title(), "owned");
  });

  it("saves what was changed, publishes it, and finds it again", async () => {
    await begin();
    await done();
    const { id, content } = await kept();
    await page.fill("#content", `${content}\nOne more line about giraffes.`);
    await page.click("#save");
    await page.getByText(/Saved as day \d+\./).waitFor();
    const { til_id } = await til.generation(id);
    await page.fill("#title", "A better title");
    await page.click("#publish");
    await page.getByText(/Day \d+ is public\./).waitFor();
    const { title, status, content: changed } = await til.tils.get(til_id ?? 0);
    assert.deepEqual([title, status, changed.includes("giraffes")], ["A better title", "published", true]);
    await page.reload();
    await page.fill("#words", "giraffes");
    await page.click("#found >> text=A better title");
    await page.waitForFunction((text) => document.querySelector<HTMLTextAreaElement>("#content")!.value === text, changed);
    await page.fill("#words", "nothing like that");
    await page.getByText("Nothing found.").waitFor();
    assert.equal(await page.locator("#found li").count(), 0);
  });

  it("goes on after a reload", async () => {
    await begin();
    await page.reload();
    await done();
    assert.equal(await page.inputValue("#content"), (await kept()).content);
  });

  it("stops, and goes on from there", async () => {
    await begin();
    await page.click("text=Stop");
    await page.getByText("Stopped. The text so far is kept.").waitFor();
    await page.click("#again");
    await done();
    assert.equal(await page.inputValue("#content"), (await kept()).content);
  });

  it("waits for the network, through a reload, and asks once", async () => {
    const { items } = await til.generations();
    await page.context().setOffline(true);
    await page.fill("#source", "notes made on a train");
    await page.click("text=Write a draft");
    await page.getByText("Offline. This continues when the network is back.").waitFor();
    await page.context().setOffline(false);
    await done();
    assert.equal((await til.generations()).items.length, items.length + 1);
    await page.reload();
    assert.equal(await page.inputValue("#source"), "notes made on a train");
  });

  it("goes on where the network left it", async () => {
    await begin();
    await page.context().setOffline(true);
    await page.getByText("Offline.").waitFor();
    await page.context().setOffline(false);
    await done();
    assert.equal(await page.inputValue("#content"), (await kept()).content);
  });

  it("shows in one tab what another one saved, and overwrites neither", async () => {
    const { id } = await til.tils.create({ title: "In two tabs", content: "First." });
    const other = await page.context().newPage();
    for (const tab of [page, other]) {
      await tab.goto(proxy.url);
      await tab.click("#found >> text=In two tabs");
      await tab.waitForFunction(() => document.querySelector<HTMLInputElement>("#title")!.value === "In two tabs");
    }
    await page.fill("#title", "Mine");
    await other.fill("#content", "Theirs.");
    await other.click("#save");
    await page.getByText("Changed elsewhere.").waitFor();
    assert.deepEqual([await page.inputValue("#title"), await page.inputValue("#content")], ["Mine", "Theirs."]);
    await til.tils.update(id, { excerpt: "From afar." }, { ifMatch: "*" });
    await page.click("#save");
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("#excerpt")!.value === "From afar.");
    await page.click("#save");
    await page.getByText(/Saved as day \d+\./).waitFor();
    const { title, content, excerpt } = await til.tils.get(id);
    assert.deepEqual([title, content, excerpt], ["Mine", "Theirs.", "From afar."]);
    await other.close();
  });

  it("revises a part: shows what would change, and takes or leaves it", async () => {
    const { id } = await til.tils.create({ title: "To revise", content: "Old line." });
    await page.reload();
    await page.click("#found >> text=To revise");
    await site.script({ text: "New line.", piece: 3 });
    await page.selectOption("#part", "content");
    await page.fill("#wish", "newer");
    for (const verdict of ["#leave", "#take"]) {
      await page.click("text=Propose");
      await page.locator("#difference", { hasText: "- Old line." }).waitFor();
      assert.equal((await til.tils.get(id)).content, "Old line.");
      await page.click(verdict);
      if (verdict === "#leave") await site.script({ text: "Newest line.", piece: 3 });
    }
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("#content")!.value === "Newest line.");
    assert.equal((await til.tils.get(id)).content, "Newest line.");
  });

  it("speaks Korean, and remembers it", async () => {
    await page.click("text=한국어");
    await page.reload();
    assert.equal(await page.getAttribute("html", "lang"), "ko");
    await page.getByRole("button", { name: "초안 쓰기" }).waitFor();
  });
});
