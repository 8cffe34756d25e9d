import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const FENCE = /^```[\s\S]*?^```/gm;
const LINK = /\]\(([^()\s]+)\)/g;
const HEADING = /^#+ (.+)$/gm;

const PASSED_OVER = new Set(["node_modules", "dist", "dist-web", "coverage", "generated"]);

function documentsBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isFile()) return name.endsWith(".md") ? [name] : [];
    const isOurs = entry.isDirectory() && !entry.name.startsWith(".") && !PASSED_OVER.has(entry.name);
    return isOurs ? documentsBelow(name) : [];
  });
}

const documents = documentsBelow("");

const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8").replaceAll(FENCE, "");

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

function isGood(file: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [target = "", anchor] = link.split("#");
  const wanted = target === "" ? file : path.join(path.dirname(file), target);
  if (!existsSync(path.join(ROOT, wanted))) return false;
  const headings = anchor === undefined ? [] : [...read(wanted).matchAll(HEADING)].map(([, words = ""]) => words);
  return anchor === undefined || headings.map(anchorOf).includes(anchor);
}

test("there are documents to check", () => {
  expect(documents).toEqual(expect.arrayContaining(["README.md", "docs/ARCHITECTURE.md", "docs/operations.md"]));
});

test.each(documents)("every link of %s has a target", (file) => {
  const links = [...read(file).matchAll(LINK)].map(([, link = ""]) => link);
  expect(links.filter((link) => !isGood(file, link))).toEqual([]);
});
