import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** Whether a field of an object type, such as `User.email`, is one of those to find. */
export type FieldTest = (typeName: string, fieldName: string) => boolean;

export interface ReadOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** What stands for a hidden text that may not be null. */
export const HIDDEN_TEXT = "(hidden)";

/** One name in an answer, and what it may hold. Fragments of several types may use one name. */
interface Answered {
  isFound: boolean;
  type: GraphQLOutputType;
  below: { set: SelectionSetNode; on: GraphQLCompositeType }[];
  /** What `below` selects, once a value was met: all items of a list have the same names. */
  names: Map<string, Answered> | null;
}

/**
 * Replaces the values of these fields in the data of an answer. A name that stands for several fields is replaced if one of them
 * is meant. Returns the names of the root fields in which a value was found.
 */
export function hideFields(read: ReadOperation, data: Record<string, unknown>, test: FieldTest): Set<string> {
  return new FieldFinder(read, test, true).visit(data);
}

/** The same, without replacing anything. */
export function findFields(read: ReadOperation, data: Record<string, unknown>, test: FieldTest): Set<string> {
  return new FieldFinder(read, test, false).visit(data);
}

class FieldFinder {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #test: FieldTest;
  readonly #replaces: boolean;
  #hasFound = false;

  constructor({ schema, document, operation }: ReadOperation, test: FieldTest, replaces: boolean) {
    this.#schema = schema;
    this.#operation = operation;
    this.#test = test;
    this.#replaces = replaces;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  visit(data: Record<string, unknown>): Set<string> {
    const found = new Set<string>();
    const root = this.#schema.getRootType(this.#operation.operation);
    if (!root) return found;
    const names = this.#namesIn([{ set: this.#operation.selectionSet, on: root }]);
    for (const [name, answered] of names) {
      this.#hasFound = false;
      this.#visitName(data, name, answered);
      if (this.#hasFound) found.add(name);
    }
    return found;
  }

  #visitName(object: Record<string, unknown>, name: string, answered: Answered): void {
    const value = object[name];
    if (value === null || value === undefined) return;
    if (answered.isFound) {
      this.#hasFound = true;
      if (this.#replaces) object[name] = emptyOf(answered.type);
      return;
    }
    if (answered.below.length > 0) this.#visitValue(value, (answered.names ??= this.#namesIn(answered.below)));
  }

  #visitValue(value: unknown, names: ReadonlyMap<string, Answered>): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#visitValue(item, names);
    } else if (isRecord(value)) {
      for (const [name, answered] of names) this.#visitName(value, name, answered);
    }
  }

  #namesIn(sets: readonly { set: SelectionSetNode; on: GraphQLCompositeType }[]): Map<string, Answered> {
    const names = new Map<string, Answered>();
    for (const { set, on } of sets) this.#collect(set, on, names);
    return names;
  }

  #collect({ selections }: SelectionSetNode, on: GraphQLCompositeType, names: Map<string, Answered>): void {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
        const type = fragment?.typeCondition ? this.#schema.getType(fragment.typeCondition.name.value) : on;
        if (fragment && isCompositeType(type)) this.#collect(fragment.selectionSet, type, names);
        continue;
      }
      const field = "getFields" in on ? on.getFields()[selection.name.value] : undefined;
      if (!field) continue;
      const name = selection.alias?.value ?? selection.name.value;
      const known = names.get(name) ?? { isFound: false, type: field.type, below: [], names: null };
      names.set(name, known);
      known.isFound ||= this.#isMeant(on, selection.name.value);
      const type = getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(type)) known.below.push({ set: selection.selectionSet, on: type });
    }
  }

  /** A field of an interface is meant if it is of any type behind it. */
  #isMeant(on: GraphQLCompositeType, fieldName: string): boolean {
    if (this.#test(on.name, fieldName)) return true;
    return isAbstractType(on) && this.#schema.getPossibleTypes(on).some(({ name }) => this.#test(name, fieldName));
  }
}

function emptyOf(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(getNullableType(type))) return [];
  const { name } = getNamedType(type);
  return name === "JSONObject" ? {} : HIDDEN_TEXT;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
