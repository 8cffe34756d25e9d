import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { PAGE_DEFAULT, PAGE_MAX } from "../../paging/index.js";

/** The size of an operation, measured before it runs. */
export interface Measure {
  /** Levels of fields; `__schema` and `__type` aside. */
  depth: number;
  /** Levels below `__schema` or `__type`. */
  introspectionDepth: number;
  /**
   * The maximum number of objects to create: each composite field counts once per object above it, and pages count by
   * their size. A field with an expensive resolver declares its cost in its extensions.
   */
  cost: number;
  aliasCount: number;
  directiveCount: number;
}

export interface MeasuredOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

const NOTHING: Measure = { depth: 0, introspectionDepth: 0, cost: 0, aliasCount: 0, directiveCount: 0 };

/** Objects expected in a list that is no page and was not asked for by a list of ids. */
const PLAIN_LIST_SIZE = 10;

/** Measures that do not depend on variables. Parsed documents are cached and executed many times. */
const constantMeasures = new WeakMap<OperationDefinitionNode, { schema: GraphQLSchema; measure: Measure }>();

/** Linear in the document: each fragment is measured once however often it is spread, and its counts are added each time. */
export function measureOperation(request: MeasuredOperation): Measure {
  const { schema, operation } = request;
  const known = constantMeasures.get(operation);
  if (known?.schema === schema) return known.measure;

  const measurer = new Measurer(request);
  const root = schema.getRootType(operation.operation);
  const own = { ...NOTHING, directiveCount: operation.directives?.length ?? 0 };
  const measure = root ? together(own, measurer.selections(operation.selectionSet, root)) : own;
  if (!measurer.hasReadVariables) constantMeasures.set(operation, { schema, measure });
  return measure;
}

class Measurer {
  /** Whether the measure depends on the variables of this request. */
  hasReadVariables = false;
  readonly #request: MeasuredOperation;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, Measure>();
  readonly #depths = new Map<string, number>();

  constructor(request: MeasuredOperation) {
    this.#request = request;
    for (const definition of request.document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  selections(set: SelectionSetNode, parent: GraphQLCompositeType): Measure {
    let sum = NOTHING;
    for (const selection of set.selections) {
      const directives = { ...NOTHING, directiveCount: selection.directives?.length ?? 0 };
      sum = together(sum, directives);
      if (selection.kind === Kind.FIELD) {
        sum = together(sum, this.#field(selection, parent));
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        sum = together(sum, this.#fragment(selection.name.value));
      } else {
        const type = this.#typeNamed(selection.typeCondition?.name.value) ?? parent;
        sum = together(sum, this.selections(selection.selectionSet, type));
      }
    }
    return sum;
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;

    // Validation refuses a fragment that spreads itself; until then it counts as nothing.
    this.#measured.set(name, NOTHING);
    const definition = this.#fragments.get(name);
    const type = this.#typeNamed(definition?.typeCondition.name.value);
    const measure = definition && type ? this.selections(definition.selectionSet, type) : NOTHING;
    this.#measured.set(name, measure);
    return measure;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType): Measure {
    const aliasCount = node.alias ? 1 : 0;
    if (node.name.value === "__schema" || node.name.value === "__type") {
      return {
        ...NOTHING,
        aliasCount,
        cost: 1,
        introspectionDepth: node.selectionSet ? this.#plainDepth(node.selectionSet) : 0,
      };
    }
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!node.selectionSet || !field || !isCompositeType(type)) return { ...NOTHING, aliasCount, depth: 1 };

    const below = this.selections(node.selectionSet, type);
    const objects = this.#listSize(node, field);
    return {
      ...below,
      depth: below.depth + 1,
      cost: objects * (costOf(field) + below.cost),
      aliasCount: below.aliasCount + aliasCount,
    };
  }

  /**
   * The maximum number of objects of a field. A page counts at the connection, so its `nodes` and `edges` do not
   * count again.
   */
  #listSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const names = field.args.map((argument) => argument.name);
    if (names.includes("first") && names.includes("last")) {
      return this.#number(node, "first") ?? this.#number(node, "last") ?? PAGE_DEFAULT;
    }
    const isInsidePage = names.length === 0 && (node.name.value === "nodes" || node.name.value === "edges");
    if (isInsidePage || !isList(field.type)) return 1;
    const listArgument = field.args.find((argument) => isList(argument.type));
    const value = listArgument && this.#value(node, listArgument.name);
    return Array.isArray(value) ? value.length : PLAIN_LIST_SIZE;
  }

  #number(node: FieldNode, argument: string): number | null {
    const value = this.#value(node, argument);
    // Sizes beyond the limit are refused by the list itself; here they only must not make the cost negative.
    return typeof value === "number" ? Math.min(Math.max(value, 1), PAGE_MAX) : null;
  }

  #value(node: FieldNode, argument: string): unknown {
    const given = node.arguments?.find((each) => each.name.value === argument);
    return given && this.#read(given.value);
  }

  #read(value: ValueNode): unknown {
    if (value.kind === Kind.VARIABLE) return this.#variable(value.name.value);
    if (value.kind === Kind.INT) return Number(value.value);
    return value.kind === Kind.LIST ? value.values : null;
  }

  #variable(name: string): unknown {
    this.hasReadVariables = true;
    const given = Object.hasOwn(this.#request.variables, name) ? this.#request.variables[name] : undefined;
    if (given !== undefined) return given;
    const definition = this.#request.operation.variableDefinitions?.find((each) => each.variable.name.value === name);
    const fallback = definition?.defaultValue;
    return fallback?.kind === Kind.INT ? Number(fallback.value) : null;
  }

  #plainDepth(set: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        deepest = Math.max(deepest, this.#plainFragmentDepth(selection.name.value));
      } else {
        const below = selection.selectionSet ? this.#plainDepth(selection.selectionSet) : 0;
        deepest = Math.max(deepest, selection.kind === Kind.FIELD ? 1 + below : below);
      }
    }
    return deepest;
  }

  #plainFragmentDepth(name: string): number {
    const known = this.#depths.get(name);
    if (known !== undefined) return known;

    this.#depths.set(name, 0);
    const fragment = this.#fragments.get(name);
    const depth = fragment ? this.#plainDepth(fragment.selectionSet) : 0;
    this.#depths.set(name, depth);
    return depth;
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | null {
    const type = name === undefined ? undefined : this.#request.schema.getType(name);
    return isCompositeType(type) ? type : null;
  }
}

/** The cost that a field declares in its extensions, if it is more than creating an object. */
function costOf({ extensions }: GraphQLField<unknown, unknown>): number {
  return typeof extensions["cost"] === "number" ? extensions["cost"] : 1;
}

function isList(type: GraphQLOutputType | GraphQLField<unknown, unknown>["args"][number]["type"]): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function together(left: Measure, right: Measure): Measure {
  return {
    depth: Math.max(left.depth, right.depth),
    introspectionDepth: Math.max(left.introspectionDepth, right.introspectionDepth),
    cost: left.cost + right.cost,
    aliasCount: left.aliasCount + right.aliasCount,
    directiveCount: left.directiveCount + right.directiveCount,
  };
}
