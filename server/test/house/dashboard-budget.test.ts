import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";

const BUILT = path.resolve(import.meta.dirname, "../../dist-web/dashboard");
const KB = 1000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isDynamicEntry?: boolean;
}

const chunks = JSON.parse(readFileSync(path.join(BUILT, "manifest.json"), "utf8")) as Record<string, Chunk>;

/** The files that a browser loads for a chunk: its own, and those of the chunks that it imports. */
function filesOf(key: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[key];
  if (!chunk || found.has(chunk.file)) return found;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  for (const name of chunk.imports ?? []) filesOf(name, found);
  return found;
}

const sizeOf = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(BUILT, file)), { level: 9 }).length, 0);

const first = filesOf("index.html");
const late = Object.entries(chunks).filter(([, chunk]) => chunk.isDynamicEntry);
const beyond = (key: string): Set<string> => new Set([...filesOf(key)].filter((file) => !first.has(file)));

test("the first visit to the list of runs loads at most 150 kB", () => {
  expect(sizeOf(new Set([...first, ...filesOf("src/pages/runs/list-page.tsx")]))).toBeLessThanOrEqual(150 * KB);
});

test("each page loads at most 60 kB more, and the palette at most 52 kB", () => {
  expect(late.length).toBeGreaterThan(5);
  const sizes = late.map(([key]) => [key, sizeOf(beyond(key))] as const);
  expect(sizes.filter(([key, size]) => size > (key.includes("palette") ? 52 : 60) * KB)).toEqual([]);
});

test("all files together have at most 600 kB", () => {
  const assets = readdirSync(path.join(BUILT, "assets")).map((file) => `assets/${file}`);
  expect(sizeOf(assets)).toBeLessThanOrEqual(600 * KB);
});
