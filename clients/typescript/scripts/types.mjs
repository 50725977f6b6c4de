/** Generate the client's types from openapi.json: request and response bodies, and the parameters of lists. */

import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const OUT = new URL("../src/openapi.ts", import.meta.url);
const ASKED = ["list_tils", "export_tils", "list_generations", "get_usage", "get_calendar"];
const HEAD = "/** Made by scripts/types.mjs out of openapi.json: npm run types. */\n\n";

/** Reduce an operation to its query parameters. */
function question({ operationId, parameters }) {
  return { operationId, parameters: parameters.filter((one) => one.in === "query"), responses: {} };
}

const { openapi, info, paths, components } = JSON.parse(readFileSync(new URL("../../../openapi.json", import.meta.url)));
const asked = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, operation]) => ASKED.includes(operation.operationId))
    .map(([method, operation]) => [path, { [method]: question(operation) }]),
);
const used = { openapi, info, paths: Object.fromEntries(asked), components: { schemas: components.schemas } };
const made = HEAD + astToString(await openapiTS(used, { defaultNonNullable: false, excludeDeprecated: true }));
if (!process.argv.includes("--check")) writeFileSync(OUT, made);
else if (readFileSync(OUT, "utf8") !== made) {
  console.error("src/openapi.ts is stale: npm run types");
  process.exitCode = 1;
}
