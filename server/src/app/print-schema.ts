import { lexicographicSortSchema, printSchema, type GraphQLSchema } from "graphql";

const HEAD = "# Printed from the server by `npm run schema`; do not edit.\n\n";

/** The schema as a file: sorted, so that it changes only where the API does. */
export function schemaText(schema: GraphQLSchema): string {
  return `${HEAD}${printSchema(lexicographicSortSchema(schema))}\n`;
}
