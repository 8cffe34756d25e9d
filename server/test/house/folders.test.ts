import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const FILES_MAX = 15;

/** Folders that may hold more files, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "dashboard/src/api/generated": "generated: one file for each page, so that no page carries the documents of another",
};

/**
 * The folders below `folder`, including itself, with their number of files. Tests are next to their subject and do
 * not count.
 */
function sizes(folder: string): [string, number][] {
  const entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.(?:test|test-d)\.tsx?$/.test(entry.name));
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => sizes(`${folder}/${name}`));
  return [[folder, files.length], ...below];
}

describe("each folder of the sources", () => {
  const all = ["server", "client-sdk", "feed-widget", "elements", "dashboard"].flatMap((name) => sizes(`${name}/src`));

  test(`holds at most ${FILES_MAX} files, except those that are listed here`, () => {
    const large = all.filter(([folder, count]) => count > FILES_MAX && EXCEPTIONS[folder] === undefined);
    expect(Object.fromEntries(large)).toEqual({});
  });

  test("that is listed as an exception still needs to be one", () => {
    const needless = Object.keys(EXCEPTIONS).filter(
      (name) => !all.some(([folder, count]) => folder === name && count > FILES_MAX),
    );
    expect(needless).toEqual([]);
  });
});
