import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup.mjs";
import { run } from "./run.mjs";

const PUBLISHED = ["client-sdk", "feed-widget", "elements"];
// Some packages ask for a newer Node than the oldest one that we support.
const INSTALL_FLAGS = ["--prefer-offline", "--no-audit", "--no-fund", "--engine-strict=false"];
const OWN_TOOLS = ["react", "react-dom", "scheduler", "csstype", "typescript", "graphql", "@types", ".bin"];

/** Packs the published packages. Returns the tarballs by package name. */
export async function pack(folder) {
  const args = PUBLISHED.flatMap((workspace) => ["-w", workspace]);
  const packed = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", folder, ...args], root));
  return new Map(Object.values(packed).map(({ name, filename }) => [name, path.join(folder, filename)]));
}

/** Installs tarballs and packages of the registry, in addition to those in the folder's package.json. */
export function installPackages(folder, tarballs, packages) {
  return run("npm", ["install", ...INSTALL_FLAGS, ...tarballs.values(), ...packages], folder);
}

/** The same without a registry: links the tarballs and the tools of this repository. */
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

/**
 * The folder of a Node of at least this major version, or null if the current Node is new enough. The Node is
 * installed once, for apps whose tools refuse older ones.
 */
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
