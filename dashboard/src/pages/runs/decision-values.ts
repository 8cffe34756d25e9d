/** One comparison of a condition, as a decision records it. */
export interface Comparison {
  readonly variable: string;
  readonly operator: string;
  readonly expected: string;
  readonly actual: string;
  readonly isMet: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** The comparisons among the values of a decision; none if it made none. */
export function comparisonsOf(values: Values): Comparison[] {
  const { comparisons } = values;
  if (!Array.isArray(comparisons)) return [];
  return comparisons.filter(isRecord).map((each) => ({
    variable: typeof each["variable"] === "string" ? each["variable"] : "?",
    operator: typeof each["operator"] === "string" ? each["operator"].replaceAll("_", " ") : "is",
    expected: "expected" in each ? JSON.stringify(each["expected"]) : "",
    actual: "actual" in each ? JSON.stringify(each["actual"]) : "nothing",
    isMet: each["isMet"] === true,
  }));
}

const LAYERS: Readonly<Record<string, string>> = {
  RECIPIENT: "the recipient’s own preferences",
  TENANT: "the tenant’s default preferences",
  ENVIRONMENT: "the environment’s default preferences",
};

/** The layer of preferences that decided; null for decisions about something else. */
export function layerOf({ source }: Values): string | null {
  return typeof source === "string" ? (LAYERS[source] ?? null) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
