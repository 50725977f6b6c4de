/** Bundle the client with its SSE parser into one file that runs everywhere; the socket is a second file. */

import { copyFileSync } from "node:fs";
import { bundle, SOCKET } from "./bundle.mjs";

await bundle({ outfile: "dist/index.js", sourcemap: true });
await bundle({ ...SOCKET, outfile: "dist/socket.js", sourcemap: true });
copyFileSync("node_modules/eventsource-parser/LICENSE", "dist/eventsource-parser.LICENSE");
