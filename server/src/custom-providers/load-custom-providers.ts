import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { OperatorError, systemCode } from "../platform/errors/index.js";
import { defineProvider } from "../providers/kit/define-provider.js";
import type { Provider } from "../providers/kit/provider.js";
import { checkDefinition, messageOf } from "./check-definition.js";

/** A provider that was loaded, and the path or package that it came from. */
interface Loaded {
  source: string;
  provider: Provider;
}

/**
 * Loads the providers that `CARILLON_PROVIDERS` names: paths, relative to `folder`, and packages, separated by commas. Throws an
 * `OperatorError` of one sentence for what cannot be loaded, is not a provider, or has the key of another provider.
 */
export async function loadCustomProviders(
  sources: string,
  { folder, taken }: { folder: string; taken: readonly Provider[] },
): Promise<Provider[]> {
  const found: Loaded[] = [];
  for (const source of sources.split(",").map((each) => each.trim())) {
    if (source !== "") found.push(...(await loadSource(source, folder)));
  }
  const owners = new Map(taken.map(({ key }) => [key, "a provider of Carillon's own"]));
  for (const { source, provider } of found) {
    const owner = owners.get(provider.key);
    if (owner !== undefined) {
      throw refusal(source, `has the key "${provider.key}", which ${owner} has. Give it another key`);
    }
    owners.set(provider.key, `the provider in "${source}"`);
  }
  return found.map(({ provider }) => provider);
}

async function loadSource(source: string, folder: string): Promise<Loaded[]> {
  const module = await importSource(source, folder);
  const value: unknown = "default" in module ? module.default : undefined;
  if (value === undefined) {
    throw refusal(source, "has no default export. Write: export default defineProvider({ … })");
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw refusal(source, "exports an empty list of providers");
  return values.map((each) => ({ source, provider: toProvider(each, source) }));
}

/** Defines the provider anew, so that a plain object and a provider of another version of the kit are held to the same. */
function toProvider(value: unknown, source: string): Provider {
  let definition;
  try {
    definition = checkDefinition(value);
  } catch (error) {
    throw refusal(source, `is not a provider: it ${messageOf(error)}`, error);
  }
  try {
    return defineProvider(definition);
  } catch (error) {
    throw refusal(source, `is not a provider: ${messageOf(error).replace(/\.$/, "")}`, error);
  }
}

async function importSource(source: string, folder: string): Promise<object> {
  const target = isPath(source) ? fileOf(source, folder) : packageOf(source, folder);
  try {
    const module: unknown = await import(target);
    return typeof module === "object" && module !== null ? module : {};
  } catch (error) {
    throw refusal(source, `cannot be loaded: ${messageOf(error).replace(/\.$/, "")}`, error);
  }
}

function isPath(source: string): boolean {
  return /^\.{1,2}[\\/]/.test(source) || path.isAbsolute(source);
}

function fileOf(source: string, folder: string): string {
  const file = path.resolve(folder, source);
  if (!existsSync(file)) throw refusal(source, `leads to ${file}, which does not exist`);
  return pathToFileURL(file).href;
}

function packageOf(source: string, folder: string): string {
  try {
    return pathToFileURL(createRequire(path.join(folder, "index.js")).resolve(source)).href;
  } catch (error) {
    // A package for `import` alone: found from Carillon's own folder, since Node offers no other way.
    if (systemCode(error) === "ERR_PACKAGE_PATH_NOT_EXPORTED") return source;
    const hint = existsSync(path.resolve(folder, source)) ? ` A path begins with ./ as in ./${source}.` : "";
    throw new OperatorError(
      `CARILLON_PROVIDERS: there is no package "${source}" in ${folder}. Install it there.${hint}`,
      { cause: error },
    );
  }
}

function refusal(source: string, words: string, cause?: unknown): OperatorError {
  return new OperatorError(`CARILLON_PROVIDERS: "${source}" ${words}.`, { cause });
}
