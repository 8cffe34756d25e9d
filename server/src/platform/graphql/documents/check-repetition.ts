import { GraphQLError, Kind, visit, type DocumentNode } from "graphql";
import type { ErrorCode } from "../../errors/index.js";

/**
 * The sum, over all names, of the square of the number of selections: a document that selects `id` a hundred times scores
 * 10,000.
 */
const REPETITION_MAX = 25_000;
const FRAGMENTS_MAX = 60;
const SPREADS_MAX = 200;

/**
 * Refuses what would take long to validate, before it is validated. graphql-js compares fields of the same name with each
 * other, and each fragment with each other, so its time grows with the square of both: 480 times `feed` in 2,000 tokens
 * took 270 ms.
 */
export function checkRepetition(document: DocumentNode): GraphQLError | null {
  const counts = new Map<string, number>();
  let fragmentCount = 0;
  let spreadCount = 0;
  visit(document, {
    [Kind.FIELD]: ({ alias, name }) => {
      const shown = (alias ?? name).value;
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
    },
    [Kind.FRAGMENT_DEFINITION]: () => void fragmentCount++,
    [Kind.FRAGMENT_SPREAD]: () => void spreadCount++,
  });
  let repetition = 0;
  for (const count of counts.values()) repetition += count * count;
  if (repetition > REPETITION_MAX) {
    return refusal("GRAPHQL_VALIDATION_FAILED", "The document asks for fields of the same name too often.");
  }
  if (fragmentCount > FRAGMENTS_MAX) {
    return refusal("OPERATION_TOO_COMPLEX", `A document may define ${FRAGMENTS_MAX} fragments.`);
  }
  if (spreadCount > SPREADS_MAX) {
    return refusal("OPERATION_TOO_COMPLEX", `A document may spread fragments ${SPREADS_MAX} times.`);
  }
  return null;
}

function refusal(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
