import { beforeAll, describe, expect, test } from "@jest/globals";
import { contractCases } from "../../src/custom-providers/contract/contract-cases.js";
import { testProvider, type ProviderReport } from "../../src/custom-providers/contract/index.js";
import { PROVIDERS } from "../../src/providers/list.js";

/** The vendor failures that every HTTP provider is tested with. */
const OVER_HTTP = [
  ...["success", "permanent error", "expired credential", "gone address", "500", "redirect, which is not followed"],
  ...["in seconds", "in decimals", "as a date", "in prose", "of more than an hour, which is cut to an hour"].map(
    (form) => `429 with a wait ${form} (R-10)`,
  ),
  ...["429 without a wait", "bad JSON", "huge body", "nobody listens", "timeout: the answer is withheld"],
  ...["reset before the body", "reset after the body", "reset within the answer's body"],
  ...["slow drip of the answer's head", "slow drip of the answer's body"],
];

const suites = await Promise.all(
  PROVIDERS.map(async (provider) => ({ provider, names: (await contractCases(provider)).map(({ name }) => name) })),
);

describe.each(suites.map(({ provider, names }) => [provider.key, provider, names] as const))(
  "%s",
  (_key, provider, names) => {
    let report: ProviderReport;
    beforeAll(async () => {
      report = await testProvider(provider);
    });

    test.each(names)("%s", (name) => {
      const found = report.cases.find((each) => each.name === name);
      expect(found).not.toMatchObject({ result: "failed" });
    });
  },
);

test.each(suites.filter(({ provider }) => !["mailbox", "smtp"].includes(provider.key)))(
  "$provider.key is tested with every vendor failure",
  ({ names }) => {
    expect(names).toEqual(expect.arrayContaining(OVER_HTTP));
  },
);

test("SMTP is tested with a timeout at RCPT TO and one after the final dot", () => {
  const smtp = suites.find(({ provider }) => provider.key === "smtp");
  expect(smtp?.names).toEqual(expect.arrayContaining(["timeout at RCPT TO", "timeout after the final dot"]));
});
