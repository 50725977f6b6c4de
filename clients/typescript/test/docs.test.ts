/** The TypeScript examples in docs/api.md run as written. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { missing, startSite } from "./site.js";

const here = (name: string) => new URL(name, import.meta.url);

it("the quick start of docs/api.md", { skip: missing, timeout: 120_000 }, async (t) => {
  const [, code = ""] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(here("../../../docs/api.md"), "utf8")) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  const site = await startSite();
  t.after(async () => {
    rmSync(folder, { recursive: true });
    await site.close();
  });
  const program = join(folder, "start.mts");
  writeFileSync(program, code.replace('"tilsite-client"', JSON.stringify(here("../src/index.ts").href)));
  const env = { ...process.env, TIL_SITE: site.url, TIL_KEY: site.key };
  const options = { cwd: fileURLToPath(here("..")), env };
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program], options);
  assert.match(stdout, /\S\nday 1\n$/);
});
