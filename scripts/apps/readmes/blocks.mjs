import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../setup.mjs";

/**
 * The code blocks of a document, in order. A block of `sh` is run; every other block names its file by `title="…"`. A
 * block without a title fails, and so does an indented block.
 */
export function blocksOf(document) {
  const text = readFileSync(path.join(root, document), "utf8");
  const found = [...text.matchAll(/^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm)];
  const fenceCount = text.match(/^\s*```/gm)?.length ?? 0;
  if (fenceCount !== 2 * found.length) throw new Error(`${document}: a block of code is indented or not closed.`);
  return found.map(([, language, rest, code]) => {
    const title = /title="([^"]+)"/.exec(rest)?.[1] ?? null;
    if (title === null && language !== "sh") throw new Error(`${document}: this block has no title:\n${code}`);
    return { language, title, code };
  });
}

/**
 * The files of a document's blocks. The text is verbatim except for the words in `replaced`. `around` completes
 * blocks that are parts of a file: by title, the text before (after the block's imports) and after the block. A title
 * in `around` without a block fails.
 */
export function filesOf(document, { around = {}, replaced = {} }) {
  const files = {};
  for (const { title, code } of blocksOf(document)) {
    if (title === null) continue;
    if (title in files) throw new Error(`${document}: two blocks are ${title}.`);
    const { before = "", after = "" } = around[title] ?? {};
    const [imports = ""] = /^(?:import [^;]*;\n)*/.exec(code) ?? [];
    files[title] = imports + before + replaceAll(code.slice(imports.length), replaced) + after;
  }
  const unused = Object.keys(around).filter((title) => !(title in files));
  if (unused.length > 0) throw new Error(`${document}: no block is ${unused.join(" or ")}.`);
  return files;
}

/** The commands of a document, without those that install Carillon's packages: the tarballs replace those. */
export function commandsOf(document, replaced) {
  return blocksOf(document)
    .filter(({ title }) => title === null)
    .flatMap(({ code }) => replaceAll(code, replaced).trim().split("\n"))
    .filter((line) => !/^npm install @carillon\//.test(line))
    .map((line) => ["sh", "-c", line]);
}

function replaceAll(text, replaced) {
  return Object.entries(replaced).reduce((made, [from, to]) => made.replaceAll(from, to), text);
}
