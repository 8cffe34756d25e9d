import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup.mjs";
import { run } from "./run.mjs";

const PUBLISHED = ["client-sdk", "feed-widget", "elements"];
// The oldest Node that we run on is older than some packages ask for.
const INSTALL_FLAGS = ["--prefer-offline", "--no-audit", "--no-fund", "--engine-strict=false"];
const OWN_TOOLS = ["react", "react-dom", "scheduler", "csstype", "typescript", "graphql", "@types", ".bin"];

/** Packs what is published; answers the tarballs by the names of their packages. */
export async function pack(folder) {
  const args = PUBLISHED.flatMap((workspace) => ["-w", workspace]);
  const packed = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", folder, ...args], root));
  return new Map(Object.values(packed).map(({ name, filename }) => [name, path.join(folder, filename)]));
}

/** Installs tarballs and packages of the registry, beside what a package.json in the folder asks for. */
export function installPackages(folder, tarballs, packages) {
  return run("npm", ["install", ...INSTALL_FLAGS, ...tarballs.values(), ...packages], folder);
}

/** The same without a registry: the tarballs, and the tools of this repository. */
export async function linkPackages(folder, tarballs) {
  const modules = path.join(folder, "node_modules");
  for (const [name, tarball] of tarballs) {
    const target = path.join(modules, name);
    mkdirSync(target, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components", "1"], folder);
  }
  for (const name of OWN_TOOLS) symlinkSync(path.join(root, "node_modules", name), path.join(modules, name));
}

const [ownMajor] = process.versions.node.split(".").map(Number);
let newerNode = null;

/** The folder of a Node that is at least this new; null if this one is. Installed once, for apps whose tools refuse older ones. */
export async function nodeFolder(scratch, major) {
  if (major === undefined || ownMajor >= major) return null;
  newerNode ??= installNode(path.join(scratch, `node-${major}-itself`), major);
  return newerNode;
}

async function installNode(folder, major) {
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "newer-node", private: true }));
  await installPackages(folder, new Map(), [`node@${major}`]);
  return path.join(folder, "node_modules/.bin");
}
