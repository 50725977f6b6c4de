/** The README's examples compile and run. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Window } from "happy-dom";
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import ts from "typescript";
import { TilClient } from "../src/index.js";
import { EVENTS, RECORDED, TEXT } from "./recorded.js";
import { begun, scripted, sse, status } from "./scripted.js";
import { useTil } from "./use-til.js";

const window = new Window();
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true, window, document: window.document });

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const README = readFileSync(file("../README.md"), "utf8");
const FAILED = sse("error", "7-1-2-30-1", { error: "Stopped.", code: "cancelled", retryable: false, generation_id: 7 });

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1] ?? "");
}

/** Return the compiler's errors for each of `codes` as a module in this folder. */
function faults(...codes: string[]): string[][] {
  const modules = new Map(codes.map((code, index) => [file(`readme-block-${index}.ts`), code]));
  const { config } = ts.readConfigFile(file("../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, file(".."));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.readFile = (path) => modules.get(path) ?? readFile(path);
  const program = ts.createProgram([...modules.keys()], { ...options, noUnusedLocals: false }, host);
  return [...modules.keys()].map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
  );
}

describe("the README", () => {
  it("shows calls that compile", () => {
    const setUp = 'import { TilClient } from "../src/index.js";\nconst til = new TilClient();\nconst id = 1;\n';
    const [first = "", held = "", calls = ""] = blocks("ts").map((code) =>
      code.replace('"tilsite-client"', '"../src/index.js"').replace('"tilsite-client/socket"', '"../src/socket.js"'),
    );
    const imported = 'import { TilClient } from "../src/index.js";\n';
    const [inFirst, inHeld, inCalls, inWrong] = faults(first, imported + held, setUp + calls, first.replace("event.chunk", "event.title"));
    assert.deepEqual([inFirst, inHeld, inCalls], [[], [], []]);
    assert.notDeepEqual(inWrong, []);
  });

  it("shows the hook that is tested here, of 20 lines at most", () => {
    const [hook = ""] = blocks("tsx");
    assert.ok(readFileSync(file("use-til.tsx"), "utf8").endsWith(`export ${hook}`));
    assert.ok(hook.trim().split("\n").length <= 20);
  });

  it("is 150 lines at most", () => assert.ok(README.split("\n").length <= 150));
});

describe("the hook", () => {
  async function mount(til: TilClient) {
    const shown: ReturnType<typeof useTil>[] = [];
    const Show = () => (shown.push(useTil(til)), null);
    const view = createRoot(document.createElement("div"));
    await act(async () => view.render(createElement(Show)));
    const until = async (holds: (now: ReturnType<typeof useTil>) => unknown) => {
      while (!holds(shown.at(-1)!)) await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
      return shown.at(-1)!;
    };
    return { view, until, now: () => shown.at(-1)! };
  }

  it("shows one draft after the other", async (t) => {
    const server = await scripted(begun(7, RECORDED), begun(8, RECORDED));
    t.after(server.close);
    const { until, now } = await mount(new TilClient({ baseUrl: server.url }));
    for (let draft = 0; draft < 2; draft++) {
      await act(() => now().start("notes"));
      assert.equal((await until(({ draft }) => draft.complete)).draft.content, TEXT);
    }
  });

  it("stops the draft, and says so", async (t) => {
    const server = await scripted(begun(7, EVENTS[0] ?? "", "silent"), status(200, {}), begun(8, FAILED));
    t.after(server.close);
    const { until, now } = await mount(new TilClient({ baseUrl: server.url }));
    void act(() => void now().start("notes"));
    await until(({ draft }) => draft.day_number);
    await now().stop();
    assert.equal(server.asked[1]?.url, "/api/v1/generations/7/cancel");
    await act(() => now().start("notes"));
    assert.equal((await until(({ error }) => error)).error instanceof Error, true);
  });

  it("hangs up when it is unmounted, and cancels nothing", async (t) => {
    const server = await scripted(begun(7, EVENTS[0] ?? "", "silent"));
    t.after(server.close);
    const { view, until, now } = await mount(new TilClient({ baseUrl: server.url }));
    void act(() => void now().start("notes"));
    await until(({ draft }) => draft.day_number);
    await act(async () => view.unmount());
    await server.asked[0]?.left;
    assert.equal(server.asked.length, 1);
  });
});
