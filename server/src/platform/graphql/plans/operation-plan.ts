import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, type CollectScope } from "./collect-fields.js";

/** A type of the schema, classified once. */
export type Shape = { isNonNull: boolean } & (
  | { kind: "leaf"; type: GraphQLLeafType }
  | { kind: "list"; of: Shape }
  | { kind: "abstract"; type: GraphQLAbstractType }
  | { kind: "object"; type: GraphQLObjectType }
);

/** One field of the answer below one object type: all that does not depend on the value of a variable. */
export interface FieldPlan {
  readonly responseName: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly shape: Shape;
  readonly isTypeName: boolean;
  /** The leaf type of a plain property, which needs neither a resolver nor a selection; else null. */
  readonly plainLeaf: GraphQLLeafType | null;
  /** The selected fields by object type; filled when a value of a type first occurs. */
  readonly below: Map<GraphQLObjectType, readonly FieldPlan[]>;
}

/** An operation with more variants of conditions is planned again for each request. */
const VARIANTS_MAX = 8;

/** The plan of an operation for one combination of its `@include` and `@skip` values. */
export class OperationPlan {
  readonly scope: CollectScope;
  readonly operation: OperationDefinitionNode;
  readonly #rootType: GraphQLObjectType;
  #root: readonly FieldPlan[] | null = null;

  constructor(scope: CollectScope, operation: OperationDefinitionNode, rootType: GraphQLObjectType) {
    this.scope = scope;
    this.operation = operation;
    this.#rootType = rootType;
  }

  /** Throws the error of a field's condition at each call, as graphql-js does. */
  root(): readonly FieldPlan[] {
    this.#root ??= this.#plan(this.#rootType, [this.operation.selectionSet]);
    return this.#root;
  }

  below(field: FieldPlan, type: GraphQLObjectType): readonly FieldPlan[] {
    const known = field.below.get(type);
    if (known) return known;
    const sets = field.nodes.flatMap((node) => node.selectionSet ?? []);
    const planned = this.#plan(type, sets);
    field.below.set(type, planned);
    return planned;
  }

  #plan(type: GraphQLObjectType, sets: Parameters<typeof collectFields>[2]): FieldPlan[] {
    const plans: FieldPlan[] = [];
    for (const [responseName, nodes] of collectFields(this.scope, type, sets)) {
      const [first, ...others] = nodes;
      const definition = first && this.#fieldOf(type, first.name.value);
      if (first && definition) plans.push(planField(responseName, [first, ...others], { type, definition }));
    }
    return plans;
  }

  #fieldOf(type: GraphQLObjectType, name: string): FieldPlan["definition"] | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.scope.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }
}

function planField(
  responseName: string,
  nodes: FieldPlan["nodes"],
  { type, definition }: { type: GraphQLObjectType; definition: FieldPlan["definition"] },
): FieldPlan {
  const shape = shapeOf(definition.type);
  return {
    responseName,
    nodes,
    parentType: type,
    definition,
    shape,
    isTypeName: definition === TypeNameMetaFieldDef,
    plainLeaf: definition.resolve === undefined && shape.kind === "leaf" ? shape.type : null,
    below: new Map(),
  };
}

function shapeOf(type: GraphQLOutputType): Shape {
  const isNonNull = isNonNullType(type);
  const nullable = getNullableType(type);
  if (isListType(nullable)) return { isNonNull, kind: "list", of: shapeOf(nullable.ofType) };
  if (isLeafType(nullable)) return { isNonNull, kind: "leaf", type: nullable };
  if (isAbstractType(nullable)) return { isNonNull, kind: "abstract", type: nullable };
  return { isNonNull, kind: "object", type: nullable };
}

/** The plans of one operation: one for each set of values that its conditions have had. */
export class OperationPlans {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #rootType: GraphQLObjectType;
  readonly #fragments: Record<string, FragmentDefinitionNode>;
  /** Variables that decide which fields there are. */
  readonly #conditions: readonly string[];
  readonly #variants = new Map<string, OperationPlan>();

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    const rootType = schema.getRootType(operation.operation);
    if (!rootType) throw new Error(`The schema has no ${operation.operation}.`);
    this.#schema = schema;
    this.#operation = operation;
    this.#rootType = rootType;
    this.#conditions = conditionsOf(document);
    this.#fragments = fragmentsOf(document);
  }

  for(variables: Record<string, unknown>): OperationPlan {
    const values = this.#conditions.map((name) => String(variables[name])).join();
    const known = this.#variants.get(values);
    if (known) return known;
    const scope = { schema: this.#schema, fragments: this.#fragments, variables };
    const plan = new OperationPlan(scope, this.#operation, this.#rootType);
    if (this.#variants.size < VARIANTS_MAX) this.#variants.set(values, plan);
    return plan;
  }
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: ({ arguments: given }) => {
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
