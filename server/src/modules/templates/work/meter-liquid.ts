import { CaseTag, type Context, type Emitter, evalToken, ForTag, type Liquid, type Template, Value } from "liquidjs";
import { filterCost, searchUnits } from "./filter-costs.js";
import { meterOf } from "./work-meter.js";

/** Makes every node, filter, operator and tag of the engine count its work before it runs. */
export function meterLiquid(liquid: Liquid): void {
  meterNodes(liquid);
  meterOperators(liquid);
  for (const [name, filter] of Object.entries(liquid.filters)) meterFilter(liquid, name, filter);
  liquid.registerTag("for", MeteredForTag);
  liquid.registerTag("case", MeteredCaseTag);
}

/** The cost of evaluating an argument, in addition to parsing it. */
const CHARACTERS_PER_ARGUMENT = 24;

const lengths = new WeakMap<Template, number>();

/** The length of the source that a node evaluates: an `if` with all its `elsif`s, a `case` with all its `when`s. */
function lengthOf(template: Template): number {
  const known = lengths.get(template);
  if (known !== undefined) return known;

  let length = template.token.end - template.token.begin;
  for (const argument of template.arguments?.() ?? []) {
    length += CHARACTERS_PER_ARGUMENT;
    if (argument instanceof Value) {
      for (const token of argument.initial.postfix) length += extentOf(token);
      for (const filter of argument.filters) length += filter.name.length;
    } else {
      length += extentOf(argument);
    }
  }
  lengths.set(template, length);
  return length;
}

/** The extent of a token. liquidjs also lists omitted arguments. */
function extentOf(token: unknown): number {
  if (typeof token !== "object" || token === null) return 0;
  const { begin = 0, end = 0 }: { begin?: number; end?: number } = token;
  return end - begin;
}

/** Like liquidjs, but without its wall-clock limit. */
function meterNodes(liquid: Liquid): void {
  liquid.renderer.renderTemplates = function* (templates: Template[], context: Context, emitter: Emitter) {
    const meter = meterOf(context);
    if (templates.length === 0) meter.step(0);
    for (const template of templates) {
      meter.step(lengthOf(template));
      const text: unknown = yield template.render(context, emitter);
      if (text) emitter.write(text);
      if (context.breakCalled || context.continueCalled) break;
    }
    return emitter.buffer;
  };
}

function meterFilter(liquid: Liquid, name: string, filter: Liquid["filters"][string]): void {
  const handler = typeof filter === "function" ? filter : filter.handler;
  const cost = filterCost(name);
  const metered: typeof handler = function (this: { context: Context }, value: unknown, ...args: unknown[]): unknown {
    const meter = meterOf(this.context);
    meter.spend(cost(meter, value, args));
    return meter.filter((): unknown => Reflect.apply(handler, this, [value, ...args]));
  };
  liquid.filters[name] = typeof filter === "function" ? metered : { ...filter, handler: metered };
}

type Operator = (...operands: [unknown, Context] | [unknown, unknown, Context]) => unknown;

function meterOperators(liquid: Liquid): void {
  const { operators } = liquid.options;
  for (const [name, operator] of Object.entries(operators)) {
    const metered: Operator = function (...operands) {
      const context = operands.at(-1) as Context;
      meterOf(context).spend(1 + comparisonUnits(name, operands, context));
      return Reflect.apply(operator, undefined, operands);
    };
    Reflect.set(operators, name, metered);
  }
}

/** Lists are compared item by item, for equality and for membership. */
function comparisonUnits(name: string, [left, right]: readonly unknown[], context: Context): number {
  if (name === "not" || name === "and" || name === "or") return 0;
  const meter = meterOf(context);
  if (name === "contains" && Array.isArray(left)) {
    return left.length + (Array.isArray(right) ? meter.textLength(left) : 0);
  }
  if (name === "contains" && typeof left === "string") return searchUnits(left.length, meter.textLength(right));
  if (typeof left === "object" && left !== null) return meter.textLength(left) / 8;
  return typeof left === "string" ? left.length / 256 : 0;
}

/** A loop copies its list when it has an offset, a limit or `reversed`. */
class MeteredForTag extends ForTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void | string, Template[]> {
    const list: unknown = yield evalToken(this.collection, context);
    if (Array.isArray(list)) meterOf(context).spend(list.length / 4);
    else if (typeof list === "object" && list !== null) meterOf(context).spend(Object.keys(list).length / 2);
    return yield* super.render(context, emitter);
  }
}

class MeteredCaseTag extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const value: unknown = yield this.value.value(context, context.opts.lenientIf);
    if (Array.isArray(value)) {
      const whens = this.branches.reduce((count, { values }) => count + values.length, 0);
      meterOf(context).spend((meterOf(context).textLength(value) * whens) / 4);
    }
    yield* super.render(context, emitter);
  }
}
