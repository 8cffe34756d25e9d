#!/usr/bin/env node
import { loadCustomProviders } from "../load-custom-providers.js";
import { testProvider, type CaseResult } from "./test-provider.js";

/** `carillon-test-provider ./my-provider.js …`: runs the provider contract on each provider that the files or packages export. */
const USAGE = `carillon-test-provider FILE_OR_PACKAGE …

Runs Carillon's provider contract against a misbehaving vendor on this machine.
Each file or package has a provider, or a list of providers, as its default export.
`;

function lineOf(found: CaseResult): string {
  switch (found.result) {
    case "passed":
      return `  ok    ${found.name}`;
    case "failed":
      return `  FAIL  ${found.name}\n        ${found.message}`;
    case "inapplicable":
      return `  -     ${found.name}: ${found.message}`;
  }
}

async function main(sources: string[]): Promise<boolean> {
  const providers = await loadCustomProviders(sources.join(","), { folder: process.cwd(), taken: [] });
  let isPassed = true;
  for (const provider of providers) {
    const report = await testProvider(provider);
    const failedCount = report.cases.filter(({ result }) => result === "failed").length;
    const verdict = failedCount === 0 ? "keeps the contract" : `breaks the contract in ${failedCount} cases`;
    process.stdout.write(`${provider.name} (${provider.key})\n${report.cases.map(lineOf).join("\n")}\n`);
    process.stdout.write(`${provider.key} ${verdict}; the guarantee of a send is "${provider.guarantee}"\n`);
    isPassed &&= report.isPassed;
  }
  return isPassed;
}

const sources = process.argv.slice(2);
if (sources.length === 0 || sources.some((each) => each.startsWith("-"))) {
  process.stderr.write(USAGE);
  process.exit(sources.length === 0 ? 1 : 0);
}
main(sources).then(
  (isPassed) => process.exit(isPassed ? 0 : 1),
  (error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${words.replace(/^CARILLON_PROVIDERS: /, "")}\n`);
    process.exit(1);
  },
);
