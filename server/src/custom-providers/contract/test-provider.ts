import type { Provider } from "../../providers/kit/provider.js";
import type { ContractCase } from "./contract-case.js";
import { contractCases } from "./contract-cases.js";

/** The result of one case of the contract. */
export type CaseResult =
  | { name: string; result: "passed" }
  /** `message` says what the provider did instead. */
  | { name: string; result: "failed"; message: string }
  /** `message` says why the case does not apply to this provider. */
  | { name: string; result: "inapplicable"; message: string };

export interface ProviderReport {
  providerKey: string;
  isPassed: boolean;
  /** In a fixed order, so that two reports can be compared. */
  cases: CaseResult[];
}

/**
 * Runs the provider contract: the declarations, and every misbehaviour of a vendor, by a fake on loopback. Nothing leaves this
 * machine, and no account is needed.
 *
 * ```ts
 * const { isPassed, cases } = await testProvider(acme);
 * assert(isPassed, JSON.stringify(cases.filter(({ result }) => result === "failed")));
 * ```
 */
export async function testProvider(provider: Provider): Promise<ProviderReport> {
  const cases = await contractCases(provider);
  const results = await Promise.all(cases.map(resultOf));
  return { providerKey: provider.key, isPassed: results.every(({ result }) => result !== "failed"), cases: results };
}

async function resultOf({ name, run, inapplicable }: ContractCase): Promise<CaseResult> {
  if (!run) return { name, result: "inapplicable", message: inapplicable ?? "" };
  try {
    await run();
    return { name, result: "passed" };
  } catch (error) {
    return { name, result: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
