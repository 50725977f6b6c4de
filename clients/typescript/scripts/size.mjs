/** Fail where the client, its parser included, is 6 kB or more after minification and gzip. */

import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const LIMIT = 6000; // bytes

const { outputFiles } = await bundle({ minify: true, write: false, outfile: "client.js" });
const text = outputFiles?.[0]?.contents ?? new Uint8Array();
const size = gzipSync(text, { level: 9 }).length;
console.log(`${text.length} bytes minified, ${size} with gzip; the limit is ${LIMIT - 1}.`);
process.exitCode = size > 0 && size < LIMIT ? 0 : 1;
