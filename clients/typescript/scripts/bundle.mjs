/** How the client becomes one file, and the socket another. */

import { build } from "esbuild";

/** The socket's entry; it shares the client's errors, and so leaves them where they are. */
export const SOCKET = { entryPoints: ["src/socket.ts"], external: ["./index.js"] };

/** @param {import("esbuild").BuildOptions} options */
export function bundle(options) {
  return build({
    entryPoints: ["src/index.ts"],
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    ...options,
  });
}
