/** Chromium, if installed. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const places = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
const found = places.find((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Why no browser can run; false if one can. */
export const noBrowser = found ? false : `none of ${NAMES.join(", ")} is on the PATH`;

export function open(): Promise<Browser> {
  return chromium.launch({ ...(found && { executablePath: found }), args: ["--no-sandbox"] });
}
