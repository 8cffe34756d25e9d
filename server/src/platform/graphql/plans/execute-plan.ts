import {
  defaultFieldResolver,
  defaultTypeResolver,
  getArgumentValues,
  GraphQLError,
  isObjectType,
  locatedError,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "graphql";
import { bulkheadsOf, sharesStatements, type Bulkhead } from "./bulkhead.js";
import type { FieldPlan, OperationPlan, Shape } from "./operation-plan.js";

type Path = GraphQLResolveInfo["path"] | undefined;
type Values = Record<string, unknown>;

export interface PlanRequest {
  readonly root: unknown;
  readonly context: unknown;
  /** Coerced. */
  readonly variables: Values;
}

/**
 * Executes an operation, or one event of a subscription, by its plan. It takes the same steps in the same order as `execute`
 * of graphql-js (the same promises, so the same errors at the same paths), without collecting fields, looking up types and
 * reading arguments again for each object.
 */
export function executePlan(plan: OperationPlan, request: PlanRequest): ExecutionResult | Promise<ExecutionResult> {
  const execution = new Execution(plan, request);
  return execution.run();
}

class Execution {
  readonly #plan: OperationPlan;
  readonly #request: PlanRequest;
  readonly #errors: GraphQLError[] = [];
  /** Paths that errors have set to null; errors below them are not reported. */
  readonly #nulled = new Set<Path>();
  readonly #args = new Map<FieldPlan, Values>();
  readonly #bulkhead: Bulkhead | null;

  constructor(plan: OperationPlan, request: PlanRequest) {
    this.#plan = plan;
    this.#request = request;
    const bulkheads = bulkheadsOf(request.context);
    this.#bulkhead = (plan.operation.operation === "mutation" ? bulkheads?.mutations : bulkheads?.queries) ?? null;
  }

  run(): ExecutionResult | Promise<ExecutionResult> {
    try {
      const isMutation = this.#plan.operation.operation === "mutation";
      const fields = this.#plan.root();
      const data = isMutation ? this.#serially(fields) : this.#atRoot(fields);
      if (!isPromise(data)) return this.#result(data);
      return data.then(
        (resolved) => this.#result(resolved),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  #result(data: Values | null): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data };
  }

  #failed(error: unknown): ExecutionResult {
    this.#tell(error instanceof GraphQLError ? error : locatedError(error, undefined), undefined);
    return this.#result(null);
  }

  #fields(fields: readonly FieldPlan[], source: unknown, path: Path): Values | Promise<Values> {
    const values: Values = emptyObject();
    let hasPromise = false;
    try {
      for (const field of fields) {
        const value = this.#field(field, source, path);
        values[field.responseName] = value;
        if (isPromise(value)) hasPromise = true;
      }
    } catch (error) {
      if (!hasPromise) throw error;
      // The other promises may fail too; their rejections must be handled.
      return allOf(values).finally(() => {
        throw error;
      });
    }
    return hasPromise ? allOf(values) : values;
  }

  /** The root fields of a mutation: one begins when the one before has ended. */
  async #serially(fields: readonly FieldPlan[]): Promise<Values> {
    const values: Values = emptyObject();
    for (const field of fields) values[field.responseName] = await this.#rootField(field);
    return values;
  }

  /** Starts the root fields of a query, at most as many at a time as the caller's bulkhead allows. */
  #atRoot(fields: readonly FieldPlan[]): Values | Promise<Values> {
    if (!this.#bulkhead) return this.#fields(fields, this.#request.root, undefined);
    const values: Values = emptyObject();
    for (const field of fields) values[field.responseName] = this.#rootField(field);
    return allOf(values);
  }

  #rootField(field: FieldPlan): unknown {
    const resolve = (): unknown => this.#field(field, this.#request.root, undefined);
    if (!this.#bulkhead || sharesStatements(field.definition.extensions)) return resolve();
    return this.#bulkhead.run(resolve);
  }

  #field(field: FieldPlan, source: unknown, parent: Path): unknown {
    if (field.isTypeName) return field.parentType.name;
    if (field.plainLeaf) {
      const value = readLeaf(field, source);
      if (value !== undefined) return value;
    }
    const path: Path = { prev: parent, key: field.responseName, typename: field.parentType.name };
    try {
      const resolved = this.#resolve(field, source, path);
      const value = isPromise(resolved)
        ? resolved.then((later) => this.#complete(field, field.shape, path, later))
        : this.#complete(field, field.shape, path, resolved);
      return isPromise(value)
        ? value.then(undefined, (error: unknown) => this.#fail(error, field, field.shape, path))
        : value;
    } catch (error) {
      return this.#fail(error, field, field.shape, path);
    }
  }

  #resolve(field: FieldPlan, source: unknown, path: Path): unknown {
    const resolve = field.definition.resolve ?? defaultFieldResolver;
    const info = this.#info(field, path);
    return resolve(source, this.#argsOf(field), this.#request.context, info);
  }

  /** Read once for all items of a list. */
  #argsOf(field: FieldPlan): Values {
    if (field.definition.args.length === 0) return emptyObject();
    const known = this.#args.get(field);
    if (known) return Object.assign(emptyObject(), known);
    const args = getArgumentValues(field.definition, field.nodes[0], this.#request.variables);
    this.#args.set(field, args);
    return Object.assign(emptyObject(), args);
  }

  #info(field: FieldPlan, path: Path): GraphQLResolveInfo {
    const { scope, operation } = this.#plan;
    return {
      fieldName: field.definition.name,
      fieldNodes: field.nodes,
      returnType: field.definition.type,
      parentType: field.parentType,
      path: path ?? { prev: undefined, key: field.responseName, typename: field.parentType.name },
      schema: scope.schema,
      fragments: scope.fragments,
      rootValue: this.#request.root,
      operation,
      variableValues: this.#request.variables,
    };
  }

  #fail(error: unknown, field: FieldPlan, shape: Shape, path: Path): null {
    const located = locatedError(error, field.nodes, responsePathAsArray(path));
    if (shape.isNonNull) throw located;
    this.#tell(located, path);
    return null;
  }

  #tell(error: GraphQLError, path: Path): void {
    for (let at: Path = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.#errors.push(error);
  }

  #complete(field: FieldPlan, shape: Shape, path: Path, value: unknown): unknown {
    if (value instanceof Error) throw value;
    const completed = value == null ? null : this.#completeNullable(field, shape, path, value);
    if (completed === null && shape.isNonNull) {
      const { parentType, definition } = field;
      throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
    }
    return completed;
  }

  #completeNullable(field: FieldPlan, shape: Shape, path: Path, value: unknown): unknown {
    switch (shape.kind) {
      case "leaf": {
        const serialized: unknown = shape.type.serialize(value);
        if (serialized != null) return serialized;
        throw new Error(`${shape.type.name} was serialized as ${String(serialized)}.`);
      }
      case "list":
        return this.#list(field, shape.of, path, value);
      case "abstract":
        return this.#abstract(field, shape.type, path, value);
      case "object":
        return this.#object(field, shape.type, path, value);
    }
  }

  #list(field: FieldPlan, of: Shape, path: Path, list: unknown): unknown {
    if (!isIterable(list)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const items: unknown[] = [];
    let hasPromise = false;
    try {
      for (const item of list) {
        const value = this.#item(field, of, { prev: path, key: items.length, typename: undefined }, item);
        items.push(value);
        if (isPromise(value)) hasPromise = true;
      }
    } catch (error) {
      // The other promises may fail too. graphql-js leaves their rejections unhandled, which ends the process.
      if (hasPromise) Promise.all(items).catch(() => undefined);
      throw error;
    }
    return hasPromise ? Promise.all(items) : items;
  }

  #item(field: FieldPlan, of: Shape, path: Path, item: unknown): unknown {
    try {
      const value = isPromise(item)
        ? item.then((later) => this.#complete(field, of, path, later))
        : this.#complete(field, of, path, item);
      return isPromise(value) ? value.then(undefined, (error: unknown) => this.#fail(error, field, of, path)) : value;
    } catch (error) {
      return this.#fail(error, field, of, path);
    }
  }

  #abstract(field: FieldPlan, type: GraphQLAbstractType, path: Path, value: unknown): unknown {
    const resolveType = type.resolveType ?? defaultTypeResolver;
    const name = resolveType(value, this.#request.context, this.#info(field, path), type);
    if (!isPromise(name)) return this.#object(field, this.#runtimeType(field, type, name), path, value);
    return name.then((later) => this.#object(field, this.#runtimeType(field, type, later), path, value));
  }

  #runtimeType(field: FieldPlan, type: GraphQLAbstractType, name: unknown): GraphQLObjectType {
    const { schema } = this.#plan.scope;
    const found = typeof name === "string" ? schema.getType(name) : undefined;
    if (isObjectType(found) && schema.isSubType(type, found)) return found;
    const nodes = field.nodes;
    throw new GraphQLError(`A value of the type "${type.name}" is of no type that it may be.`, { nodes });
  }

  #object(field: FieldPlan, type: GraphQLObjectType, path: Path, value: unknown): unknown {
    const fields = this.#plan.below(field, type);
    if (!type.isTypeOf) return this.#fields(fields, value, path);
    const isOne = type.isTypeOf(value, this.#request.context, this.#info(field, path));
    const go = (is: boolean): Values | Promise<Values> => {
      if (is) return this.#fields(fields, value, path);
      throw new GraphQLError(`A value of the type "${type.name}" is something else.`, { nodes: field.nodes });
    };
    return isPromise(isOne) ? isOne.then(go) : go(isOne);
  }
}

/** The value of a plain leaf; undefined if it needs more than reading: functions, promises, errors, and invalid values. */
function readLeaf({ plainLeaf, definition, shape }: FieldPlan, source: unknown): unknown {
  if (typeof source !== "object" || source === null || !plainLeaf) return undefined;
  const value: unknown = Reflect.get(source, definition.name);
  if (value == null) return shape.isNonNull ? undefined : null;
  if (typeof value === "function" || value instanceof Error || isPromise(value)) return undefined;
  try {
    return plainLeaf.serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

async function allOf(values: Values): Promise<Values> {
  const resolved = await Promise.all(Object.values(values));
  const all: Values = emptyObject();
  Object.keys(values).forEach((name, index) => (all[name] = resolved[index]));
  return all;
}

/** Without a prototype, for a field may have any name. */
function emptyObject(): Values {
  const empty: unknown = Object.create(null);
  return empty as Values;
}

function isPromise<T>(value: Promise<T> | T): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
