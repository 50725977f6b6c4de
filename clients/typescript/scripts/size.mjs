/** Fail if the client, including its parser, has 6 kB or more after minification and gzip. */

import { gzipSync } from "node:zlib";
import { bundle, SOCKET } from "./bundle.mjs";

const LIMIT = 6000; // bytes

/** @param {import("esbuild").BuildOptions} options */
async function sizes(options) {
  const { outputFiles } = await bundle({ ...options, minify: true, write: false, outfile: "client.js" });
  const text = outputFiles?.[0]?.contents ?? new Uint8Array();
  return { minified: text.length, zipped: gzipSync(text, { level: 9 }).length };
}

const [client, socket] = [await sizes({}), await sizes(SOCKET)];
console.log(`${client.minified} bytes minified, ${client.zipped} with gzip; the limit is ${LIMIT - 1}.`);
console.log(`The socket, where it is imported: ${socket.minified} bytes, ${socket.zipped} with gzip.`);
process.exitCode = client.minified > 0 && client.zipped < LIMIT ? 0 : 1;
