/** Build options: the client in one file, the socket in another. */

import { build } from "esbuild";

/** The socket's entry; it imports the errors from the client's file. */
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
