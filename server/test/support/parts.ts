import { spawnSync } from "node:child_process";
import { describe, test } from "@jest/globals";

/** A program that may not be installed. Tests that need it are then skipped, by name; CI does not accept that. */
interface Part {
  name: string;
  path: string | null;
}

export const redisServer = findPart("redis-server");
export const chromium = findPart("chromium", "chromium-browser", "google-chrome");

const mustHaveAll = process.env.CI === "true" || process.env.CARILLON_REQUIRE_ALL === "1";

/** `describe` for tests that need a program. `body` gets its path. */
export function describeWith(part: Part, name: string, body: (path: string) => void): void {
  const { path } = part;
  if (path !== null) describe(name, () => body(path));
  else if (!mustHaveAll) describe.skip(`${name} (${part.name} is not installed)`, () => body(part.name));
  else {
    test(name, () => {
      throw new Error(`${part.name} is not installed.`);
    });
  }
}

function findPart(...names: [string, ...string[]]): Part {
  const search = names.map((name) => `command -v ${name}`).join(" || ");
  const { stdout } = spawnSync("sh", ["-c", search], { encoding: "utf8" });
  return { name: names[0], path: stdout.trim() || null };
}
