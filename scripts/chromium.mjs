import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Starts the Chromium that `CARILLON_CHROMIUM` names, or the first one on the PATH. */
export function launchChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) =>
    existsSync(file),
  );
  const executablePath = process.env.CARILLON_CHROMIUM ?? found;
  if (executablePath === undefined) throw new Error(`One of ${NAMES.join(", ")} must be on the PATH.`);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
