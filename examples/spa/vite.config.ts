/** Serves the page, and forwards /api to the site with the key, which the browser never sees. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Connect, defineConfig } from "vite";

const { TIL_URL = "http://127.0.0.1:8000", TIL_KEY, TIL_VAR } = process.env;
const kept = TIL_VAR ? `${TIL_VAR}/api_key` : fileURLToPath(new URL("../../var/api_key", import.meta.url));
const key = TIL_KEY ?? (existsSync(kept) ? readFileSync(kept, "ascii").trim() : "");
if (!key) console.warn("No API key: run `make run` once, or set TIL_KEY to one of the site TIL_URL names.");

const proxy = { "/api": { target: TIL_URL, changeOrigin: true, headers: key ? { authorization: `Bearer ${key}` } : {} } };

/** Only this page may use the key: requests from other sites' pages are rejected. */
const ownPageOnly: Connect.NextHandleFunction = ({ headers }, response, next) => {
  const { origin, host, "sec-fetch-site": site = "same-origin" } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (isOwn && ["same-origin", "none"].includes(String(site))) return next();
  response.writeHead(403, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "Only this page may ask here.", code: "foreign_origin", retryable: false }));
};
const guard = ({ middlewares }: { middlewares: Connect.Server }) => void middlewares.use("/api", ownPageOnly);

export default defineConfig({
  plugins: [{ name: "own-page-only", configureServer: guard, configurePreviewServer: guard }],
  server: { fs: { allow: [".", "../../clients/typescript/dist"] }, proxy },
  preview: { proxy },
});
