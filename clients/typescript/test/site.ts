/** A real server, started for a test on an empty database, with a loopback provider. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PYTHON = process.env.TIL_PYTHON ?? join(ROOT, ".venv/bin/python");

/** Creates the database and a key in one process, since each start takes seconds. */
const PREPARE = `
import os, django
from django.core.management import call_command
os.environ["DJANGO_SETTINGS_MODULE"] = "tilsite.settings"
django.setup()
call_command("migrate", verbosity=0)
call_command("create_api_key", "client")
`;

/** Why no server can run here; false if one can. */
export const missing = existsSync(PYTHON) ? false : `no Python at ${PYTHON}: run "make test" once, or set TIL_PYTHON`;

export interface Site {
  url: string;
  key: string;
  /** Create a key with only the scope `admin`. */
  adminKey: () => Promise<string>;
  /** Answer the next requests for text like this (see tests/fakes/behaviour.py). */
  script: (...behaviours: object[]) => Promise<void>;
  /** The number of requests to the provider. */
  paid: () => Promise<number>;
  /** Kill the site's process and start another one. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "tilsite-"));
  const [port, providerPort] = [await freePort(), await freePort()];
  const provider = `http://127.0.0.1:${providerPort}`;
  const env = {
    ...clean(process.env),
    TIL_VAR: folder,
    TIL_PROVIDER: "openai",
    OPENAI_API_KEY: "none",
    OPENAI_BASE_URL: `${provider}/v1`,
    OPENAI_MODEL: "fake",
    TIL_STARTS_PER_MINUTE: "100000",
    TIL_STARTS_PER_DAY: "100000",
    TIL_RUNNING_PER_KEY: "1000",
  };
  const python = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(PYTHON, args, { cwd: ROOT, env });
    return stdout.trim();
  };
  const key = await python("-c", PREPARE);
  const run = (...args: string[]) => loud(spawn(PYTHON, args, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] }));
  const serve = () => run("-m", "uvicorn", "tilsite.asgi:application", "--port", String(port), "--log-level", "warning");
  const children: [ChildProcess, ChildProcess] = [serve(), run("-m", "tests.fakes.provider", "--port", String(providerPort))];
  const url = `http://127.0.0.1:${port}`;
  await Promise.all([answers(`${url}/api/v1/openapi.json`, children), answers(`${provider}/_log`, children)]);
  return {
    url,
    key,
    adminKey: () => python("manage.py", "create_api_key", "admin", "--scope", "admin"),
    script: async (...behaviours) => {
      await fetch(`${provider}/_script`, { method: "POST", body: JSON.stringify(behaviours) });
    },
    paid: async () => ((await (await fetch(`${provider}/_log`)).json()) as unknown[]).length,
    restart: async () => {
      await end(children[0], "SIGKILL");
      children[0] = serve();
      await answers(`${url}/api/v1/openapi.json`, children);
    },
    close: async () => {
      await Promise.all(children.map((child) => end(child)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The environment without the user's settings of the site. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(TIL_|OPENAI_|ANTHROPIC_|GOOGLE_|GEMINI_|DATABASE_URL$|REDIS_URL$|DJANGO_|SECRET_KEY$|DEBUG$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** Forward a server's warnings, except about requests that a test expects to fail. */
function loud(child: ChildProcess): ChildProcess {
  const lines = createInterface({ input: child.stderr! });
  lines.on("line", (line) => line.includes("WARNING django.request") || console.error(line));
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, children: ChildProcess[]): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const ok = await fetch(url).then((response) => response.ok).catch(() => false);
    if (ok) return;
    if (children.some((child) => child.exitCode !== null)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  children.forEach((child) => child.kill());
  throw new Error(`Nothing answers at ${url}.`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(late);
}
