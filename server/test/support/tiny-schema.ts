import { setTimeout as sleep } from "node:timers/promises";
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from "type-graphql";
import { scopeOf, type RequestContext } from "../../src/modules/requests/index.js";
import { AppError, badInput } from "../../src/platform/errors/index.js";
import {
  connectionType,
  DateTimeScalar,
  JsonObjectScalar,
  Node,
  outletOf,
  PageArgs,
} from "../../src/platform/graphql/index.js";
import { cursorCodec, readPage, toConnection, type ConnectionOf } from "../../src/platform/paging/index.js";
import type { JsonObject } from "../../src/platform/json.js";

/** A schema with one of everything, for tests of the servers alone. */
@InterfaceType("Being", { implements: [Node], description: "Something that lives." })
abstract class Being extends Node {
  @Field(() => String, { nullable: true, description: "Its name." })
  name!: string | null;
}

@ObjectType("Cat", { implements: [Being, Node], simpleResolvers: true, description: "A cat." })
class Cat extends Being {
  @Field(() => Int, { description: "How many lives are left." })
  lives!: number;

  @Field(() => DateTimeScalar, { description: "Birth." })
  bornAt!: Date;

  @Field(() => JsonObjectScalar, { nullable: true, description: "What is known." })
  notes!: JsonObject | null;
}

@ObjectType("Dog", { implements: [Being, Node], simpleResolvers: true, description: "A dog." })
class Dog extends Being {
  @Field(() => Boolean, { description: "Whether it barks." })
  barks!: boolean;
}

const CatConnection = connectionType<Cat>("Cat", () => Cat, { one: "a cat", many: "cats" });

@Directive("@oneOf")
@InputType("BeingRefInput", { description: "Names a being." })
class BeingRefInput {
  @Field(() => ID, { nullable: true, description: "By id." })
  id?: string | null;

  @Field(() => String, { nullable: true, description: "By name." })
  name?: string | null;
}

@InputType("FeedInput", { description: "Whom to feed." })
class FeedInput {
  @Field(() => [BeingRefInput], { description: "Who eats." })
  beings!: BeingRefInput[];

  @Field(() => Int, { defaultValue: 1, description: "How much." })
  amount!: number;

  @Field(() => JsonObjectScalar, { nullable: true, description: "What." })
  data?: JsonObject | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When." })
  at?: Date | null;
}

@ObjectType("FeedPayload", { simpleResolvers: true, description: "Answer of `feed`." })
class FeedPayload {
  @Field(() => Int, { description: "How many ate." })
  fedCount!: number;

  @Field(() => [String], { description: "The names of the classes that the inputs came as." })
  classes!: string[];
}

@ObjectType("Tick", { simpleResolvers: true, description: "One tick." })
class Tick {
  @Field(() => Int, { description: "The how-manieth." })
  number!: number;

  @Field(() => String, { description: "Something long, to fill a socket with." })
  padding!: string;
}

const isNumberKey = (value: readonly unknown[]): value is readonly [number] => typeof value[0] === "number";
const codec = cursorCodec<readonly [number]>("cats", isNumberKey);

function cat(lives: number): Cat {
  const notes = { likes: ["fish", lives], nested: { deep: true } };
  return Object.assign(new Cat(), { id: `cat_${lives}`, name: `Cat ${lives}`, lives, bornAt: new Date(0), notes });
}

export class Lost extends Error {
  readonly code = "ECONNREFUSED";
}

@Resolver()
export class TinyResolver {
  /** Subscriptions that were started and not ended. */
  openCount = 0;
  /** Ticks that were requested. */
  tickCount = 0;
  /** Calls of `fail`. */
  failCount = 0;

  @Query(() => String, { nullable: true, description: "Says hello." })
  hello(@Arg("to", () => String, { nullable: true, description: "Whom." }) to?: string | null): string {
    return `Hello ${to ?? "world"}`;
  }

  @Query(() => String, { nullable: true, description: "Who asks." })
  me(@Ctx() context: RequestContext): string {
    return scopeOf(context).actor.kind;
  }

  @Query(() => CatConnection, { nullable: true, description: "All cats, by lives." })
  cats(@Args(() => PageArgs) args: PageArgs): ConnectionOf<Cat> {
    const page = readPage(args, codec);
    const all = Array.from({ length: 250 }, (_each, index) => cat(index));
    if (page.isBackward) all.reverse();
    const sign = page.isBackward ? -1 : 1;
    const after = page.isBackward ? page.before : page.after;
    const rows = after ? all.filter((each) => (each.lives - after[0]) * sign > 0) : all;
    return toConnection(page, rows.slice(0, page.size + 1), {
      node: (row) => row,
      key: (row) => [row.lives] as const,
      codec,
    });
  }

  @Query(() => Being, { nullable: true, description: "A being." })
  being(@Arg("ref", () => BeingRefInput, { description: "Which." }) ref: BeingRefInput): Being {
    if (ref.id?.startsWith("dog")) return Object.assign(new Dog(), { id: ref.id, name: null, barks: true });
    return cat(9);
  }

  @Query(() => [Node], { nullable: "itemsAndList", description: "Nodes." })
  nodes(@Arg("ids", () => [ID], { description: "Ids." }) ids: string[]): (Node | null)[] {
    return ids.map((id) => (id === "none" ? null : cat(id.length)));
  }

  @Query(() => String, { nullable: true, description: "Fails in a way." })
  async fail(@Arg("how", () => String, { description: "How." }) how: string): Promise<string> {
    this.failCount += 1;
    await sleep(1);
    if (how === "lost") throw new Lost("connect ECONNREFUSED 127.0.0.1:5432");
    if (how === "limited") throw new AppError("RATE_LIMITED", "Slow down.", { retryAfterMs: 1500 });
    if (how === "input") throw badInput([{ path: ["how"], code: "bad", message: "Not this way." }]);
    if (how === "deep") throw new RangeError("Maximum call stack size exceeded");
    throw new Error("select * from secrets where password = 'hunter2'");
  }

  @Mutation(() => FeedPayload, { nullable: true, description: "Feeds beings." })
  feed(@Arg("input", () => FeedInput, { description: "Whom and what." }) input: FeedInput): FeedPayload {
    const classes = [input.constructor.name, ...new Set(input.beings.map((being) => being.constructor.name))];
    return { fedCount: input.beings.length, classes };
  }

  @Subscription(() => Tick, {
    description: "Ticks.",
    subscribe: ({ args, context }) => tinyResolvers.ticks(Number(args["count"]), Number(args["size"]), context),
  })
  ticked(
    @Root() tick: Tick,
    @Arg("count", () => Int, { description: "How many." }) _count: number,
    @Arg("size", () => Int, { defaultValue: 0, description: "Bytes of each." }) _size: number,
  ): Tick {
    return tick;
  }

  ticks(count: number, size: number, context: RequestContext): AsyncIterableIterator<Tick> {
    scopeOf(context);
    this.openCount += 1;
    let number = 0;
    let end: () => void = () => undefined;
    const ended = new Promise<IteratorResult<Tick>>((resolve) => {
      end = () => resolve({ value: undefined, done: true });
    });
    let isOpen = true;
    const close = async (): Promise<IteratorResult<Tick>> => {
      if (isOpen) this.openCount -= 1;
      isOpen = false;
      end();
      return ended;
    };
    const iterator: AsyncIterableIterator<Tick> = {
      next: async () => {
        this.tickCount += 1;
        number += 1;
        if (number > count) return isOpen && count > 0 ? close() : ended;
        await sleep(0);
        await outletOf(context).drained();
        return { value: { number, padding: "x".repeat(size) }, done: false };
      },
      return: close,
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}

@Resolver(() => Being)
export class BeingResolver {
  @FieldResolver(() => String, { nullable: true, description: "What it says." })
  async sound(
    @Root() being: Being,
    @Arg("times", () => Int, { defaultValue: 1, description: "How often." }) times: number,
  ): Promise<string | null> {
    await sleep(0);
    return (being instanceof Cat ? "meow" : "woof").repeat(times);
  }

  @FieldResolver(() => String, { nullable: true, description: "Its friend, who cannot be loaded for odd lives." })
  async friend(@Root() being: Being): Promise<string> {
    await sleep(0);
    if (being instanceof Cat && being.lives % 2 === 1) throw new AppError("NOT_FOUND", "No friend.");
    return "Tom";
  }
}

export const tinyResolvers = new TinyResolver();
