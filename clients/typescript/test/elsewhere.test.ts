/** The built client in Deno and in a worker of Chromium, with the same program and cut connections. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { TilClient } from "../src/index.js";
import { tunnel } from "./buffering.js";
import { type Mood, type Proxy, startProxy } from "./proxy.js";
import { seeded, words } from "./random.js";
import { missing, type Site, startSite } from "./site.js";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SEED = Number(process.env.TIL_SEED ?? Date.now() % 2 ** 31);
const PAGE = `<!doctype html><script>new Worker("/elsewhere.js" + location.search, { type: "module" })</script>`;
const ROUGH = { bytes: 1500, silent: 0, refused: 0, lost: 0 };

/** Find one of `names` on the PATH or among our packages. */
function find(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), file("../node_modules/.bin")];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const deno = find("deno");
const chromium = find("chromium", "chromium-browser", "google-chrome");

describe(`the built client elsewhere, seed ${SEED}`, { skip: missing, timeout: 120_000 }, () => {
  const random = seeded(SEED);
  let cutsBefore = 0;
  const mood: Mood = {
    ...ROUGH,
    get cut() {
      return proxy.done.cut > cutsBefore ? 0.5 : 1; // always cut the first one; the rest in one piece may be longer than any cut
    },
  };
  const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
  let site: Site;
  let proxy: Proxy;
  let server: Server;
  let hand: (result: any) => void;
  let origin: string;

  before(async () => {
    const entryPoints = ["../src/index.ts", "../src/socket.ts"].map(file);
    await build({ entryPoints, bundle: true, splitting: true, format: "esm", outdir: folder, logLevel: "error" });
    site = await startSite();
    proxy = await startProxy(site.url, random, mood);
    server = serve();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server?.close();
    server?.closeAllConnections();
    proxy?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Serve the program, receive its result, and forward everything else to the site. */
  function serve(): Server {
    const made = createServer(async (asked, response) => {
      const [path = ""] = (asked.url ?? "").split("?");
      if (path === "/result") {
        let body = "";
        for await (const part of asked) body += part;
        response.end();
        hand(JSON.parse(body));
      } else if (path === "/") response.setHeader("Content-Type", "text/html").end(PAGE);
      else if (path.endsWith(".js")) {
        const place = path === "/elsewhere.js" ? file("elsewhere.js") : join(folder, path);
        response.setHeader("Content-Type", "text/javascript").end(readFileSync(place));
      } else {
        const { method, headers, url } = asked;
        const onward = request(`${proxy.url}${url}`, { method, headers, agent: false }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on("error", () => response.destroy()).pipe(response);
        });
        onward.on("error", () => response.destroy());
        asked.pipe(onward);
      }
    });
    return made.on("upgrade", (asked, socket: Socket, head) => tunnel(new URL(site.url), asked, socket, head, Infinity));
  }

  async function run(program: string, ...args: string[]) {
    await site.script({ text: words(random), piece: 40, delay: 0.004 });
    cutsBefore = proxy.done.cut;
    const result = new Promise<any>((resolve) => (hand = resolve));
    const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: "1", NO_PROXY: "127.0.0.1" };
    const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (part) => (said += part));
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const early = ended.then(() => ({ error: `It ended without a result: ${said}` })); // a submitted result takes precedence
    try {
      const got = await Promise.race([result, early]);
      assert.equal(got.error, undefined);
      for (const { id, content } of [got.streamed, got.heard]) assert.equal(content, await contentOf(id));
      assert.ok(got.retries > 0, "the line was never cut");
      return got;
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }

  async function contentOf(id: number): Promise<string> {
    return (await new TilClient({ baseUrl: site.url, apiKey: site.key }).generation(id)).content;
  }

  it("drafts in Deno", { skip: deno ? false : "there is no deno on the PATH, and npm did not install one" }, async () => {
    const place = `${origin}/elsewhere.js?key=${site.key}`;
    const host = new URL(origin).host;
    const allowed = [`--allow-net=${host}`, `--allow-import=${host}`];
    const got = await run(deno ?? "", "run", "--no-lock", "--no-config", ...allowed, "--location", place, place);
    assert.match(got.agent, /Deno/);
  });

  it("drafts in a worker", { skip: chromium ? false : "there is no Chromium on the PATH" }, async () => {
    const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"];
    const profile = `--user-data-dir=${join(folder, "profile")}`;
    const got = await run(chromium ?? "", ...options, profile, `${origin}/?key=${site.key}`);
    assert.deepEqual([got.isWorker, /Chrome/.test(got.agent)], [true, true]);
  });
});
