/** How the client becomes one file. */

import { build } from "esbuild";

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
