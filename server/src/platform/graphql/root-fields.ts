import type { GraphQLObjectType, GraphQLSchema } from "graphql";

type RootField = ReturnType<GraphQLObjectType["getFields"]>[string];

/** The fields of the root types: what may be read, done and watched. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
}
