import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from "graphql";

/** The nodes that are merged into one field of the answer, by the field's name in the answer, in the answer's order. */
export type CollectedFields = Map<string, FieldNode[]>;

export interface CollectScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced: `@include` and `@skip` read them. */
  readonly variables: Record<string, unknown>;
}

/**
 * The fields of these selection sets for one object type. This is CollectFields of the GraphQL specification (6.3.2), and
 * follows graphql-js step by step: each fragment is spread once, under the first spread whose condition holds.
 */
export function collectFields(
  scope: CollectScope,
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode>,
): CollectedFields {
  const collected: Collected = { fields: new Map(), spread: new Set() };
  for (const set of sets) collectSet(scope, type, set, collected);
  return collected.fields;
}

interface Collected {
  fields: CollectedFields;
  /** Names of the fragments that were spread. */
  spread: Set<string>;
}

function collectSet(scope: CollectScope, type: GraphQLObjectType, set: SelectionSetNode, collected: Collected): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (isIncluded(scope, selection)) addField(collected.fields, selection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!isIncluded(scope, selection) || !applies(scope, selection.typeCondition, type)) continue;
      collectSet(scope, type, selection.selectionSet, collected);
    } else {
      const name = selection.name.value;
      if (collected.spread.has(name) || !isIncluded(scope, selection)) continue;
      collected.spread.add(name);
      const fragment = scope.fragments[name];
      if (fragment && applies(scope, fragment.typeCondition, type)) {
        collectSet(scope, type, fragment.selectionSet, collected);
      }
    }
  }
}

function addField(fields: CollectedFields, node: FieldNode): void {
  const name = node.alias?.value ?? node.name.value;
  const known = fields.get(name);
  if (known) known.push(node);
  else fields.set(name, [node]);
}

function isIncluded({ variables }: CollectScope, node: SelectionNode): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false;
}

function applies({ schema }: CollectScope, condition: TypeNode | undefined, type: GraphQLObjectType): boolean {
  if (!condition) return true;
  const conditional = typeFromAST(schema, condition);
  if (conditional === type) return true;
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}
