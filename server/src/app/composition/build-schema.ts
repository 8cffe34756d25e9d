import { isInputObjectType, type GraphQLSchema } from "graphql";
import { buildSchemaSync, type NonEmptyArray, type PubSub } from "type-graphql";
import { guardRootFields, type CallGuards } from "./calls/guard-root-fields.js";
import { ROOT_RIGHTS, type RightsOfFields } from "./calls/root-rights.js";
import { nameCommandArgument, refuseInexactScalars } from "../../platform/graphql/index.js";

/** type-graphql requires a PubSub as soon as there is a subscription; ours have their own source of events. */
const noPubSub: PubSub = {
  publish: () => undefined,
  subscribe() {
    throw new Error("Subscriptions give their own `subscribe`; there are no topics.");
  },
};

/**
 * The schema of the given resolvers, which are instances: type-graphql gets their classes, and looks the instances up by
 * class. Without validation by classes and without middleware, since both cost more than everything else together. `rights`
 * gives the right that each root field requires; null, as in tests of the transport, requires none. Without `guards` mutations
 * leave nothing in the audit log.
 */
export function createSchema(
  resolvers: readonly object[],
  rights: RightsOfFields | null = ROOT_RIGHTS,
  guards: CallGuards | null = null,
): GraphQLSchema {
  refuseInexactScalars();
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const classes = resolvers.map((resolver) => resolver.constructor);
  if (!isNonEmpty(classes)) throw new Error("A schema needs a resolver.");

  const schema = buildSchemaSync({
    resolvers: classes,
    container: { get: (type: unknown) => instances.get(type) },
    pubSub: noPubSub,
    validate: false,
    nullableByDefault: false,
  });
  markOneOf(schema);
  nameCommandArgument(schema);
  if (rights) guardRootFields(schema, rights, guards);
  describeRoots(schema);
  return schema;
}

/** type-graphql creates the root types without descriptions. */
function describeRoots(schema: GraphQLSchema): void {
  const words = [
    [schema.getQueryType(), "Everything that can be read."],
    [schema.getMutationType(), "Everything that can be done."],
    [schema.getSubscriptionType(), "Everything that can be watched."],
  ] as const;
  for (const [type, description] of words) {
    if (type) type.description = description;
  }
}

function isNonEmpty<T>(list: T[]): list is NonEmptyArray<T> & T[] {
  return list.length > 0;
}

/** type-graphql supports `@oneOf` as a directive in the source only; graphql-js enforces it where the type has it. */
function markOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    type.isOneOf = type.astNode?.directives?.some((directive) => directive.name.value === "oneOf") ?? false;
  }
}
