import type { GraphQLObjectType, GraphQLSchema } from "graphql";

type RootField = ReturnType<GraphQLObjectType["getFields"]>[string];

/** The fields of the root types Query, Mutation and Subscription. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
}
