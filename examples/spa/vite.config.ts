/** Serves the page, and passes /api on to the site with the key, which the browser never sees. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const { TIL_URL = "http://127.0.0.1:8000", TIL_KEY, TIL_VAR } = process.env;
const kept = TIL_VAR ? `${TIL_VAR}/api_key` : fileURLToPath(new URL("../../var/api_key", import.meta.url));
const key = TIL_KEY ?? (existsSync(kept) ? readFileSync(kept, "ascii").trim() : "");
if (!key) console.warn("No API key: run `make run` once, or set TIL_KEY to one of the site TIL_URL names.");

const proxy = { "/api": { target: TIL_URL, changeOrigin: true, headers: key ? { authorization: `Bearer ${key}` } : {} } };

export default defineConfig({
  server: { fs: { allow: [".", "../../clients/typescript/dist"] }, proxy },
  preview: { proxy },
});
