/** Bundle the client with its SSE parser into one file that runs everywhere. */

import { copyFileSync } from "node:fs";
import { bundle } from "./bundle.mjs";

await bundle({ outfile: "dist/index.js", sourcemap: true });
copyFileSync("node_modules/eventsource-parser/LICENSE", "dist/eventsource-parser.LICENSE");
