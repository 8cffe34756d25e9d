import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LocalHints } from "../hints/index.js";
import { createLogger } from "../logging/index.js";
import { ChangeHints } from "./change-hints.js";
import { merged, RESET, type TailEvent } from "./tail-subscriber.js";
import { Tails } from "./tails.js";

const HERE = { environmentId: 7, kind: "run" };
const log = createLogger("silent");

/** Hints of which a test can lose some. */
class LossyHints extends LocalHints {
  lostTopic: string | null = null;
  readonly #gaps = new Set<() => void>();

  override publish(topic: string, payload: string): boolean {
    return topic === this.lostTopic ? true : super.publish(topic, payload);
  }

  override onGap(handler?: () => void): () => void {
    if (handler) this.#gaps.add(handler);
    return () => (handler ? this.#gaps.delete(handler) : undefined);
  }

  comeBack(): void {
    for (const handler of this.#gaps) handler();
  }
}

let hints: LossyHints;
let tails: Tails;
let open: AsyncIterableIterator<TailEvent>[];

beforeEach(() => {
  hints = new LossyHints();
  tails = new Tails(new ChangeHints({ hints, sender: "one", isShared: false }), log);
  open = [];
});
afterEach(async () => {
  for (const each of open) await each.return?.();
});

/** A reader that has had its first event, the reset. */
async function watch(
  matching: ((names: readonly string[]) => Promise<readonly string[]>) | null = null,
): Promise<AsyncIterableIterator<TailEvent>> {
  const reader = tails.watch({ ...HERE, filterKey: matching ? "some" : "", matching });
  open.push(reader);
  expect(await next(reader)).toEqual(RESET);
  return reader;
}

async function next(reader: AsyncIterableIterator<TailEvent>): Promise<TailEvent> {
  const { value, done } = await reader.next();
  if (done === true || value === undefined) throw new Error("The tail has ended.");
  return value;
}

const publish = (changes: Parameters<ChangeHints["publish"]>[2]): void =>
  tails.changes.publish(HERE.environmentId, HERE.kind, changes);

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `r${String(index).padStart(5, "0")}`);

describe("a tail", () => {
  test("publishes nothing while nobody watches, and again nothing when all have left", async () => {
    const heard: string[] = [];
    hints.subscribe("tails.7.run", (payload) => heard.push(payload));
    publish({ added: ["a"] });
    expect([tails.changes.isWatched(7, "run"), heard]).toEqual([false, []]);
    const reader = await watch();
    expect(tails.changes.isWatched(7, "run")).toBe(true);
    expect([tails.changes.isWatched(7, "message"), tails.changes.isWatched(8, "run")]).toEqual([false, false]);
    await reader.return?.();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  test("names what came and changed once, the oldest first", async () => {
    const reader = await watch();
    publish({ added: ["b", "a"] });
    publish({ changed: ["b", "c"] });
    expect(await next(reader)).toEqual({ names: ["a", "b", "c"], removedNames: [], omittedCount: 0, isReset: false });
  });

  test("names the newest 50 and counts the others, also those without a name", async () => {
    const reader = await watch();
    publish({ added: names(120), addedCount: 30 });
    const event = await next(reader);
    expect(event.names).toEqual(names(120).slice(70));
    expect(event.omittedCount).toBe(100);
  });

  test("with a filter names what matches, and takes back what has changed and does not", async () => {
    const reader = await watch(async (given) => given.filter((name) => name.startsWith("x")));
    publish({ added: ["x1", "y1"], changed: ["x0", "y0"] });
    expect(await next(reader)).toEqual({ names: ["x0", "x1"], removedNames: ["y0"], omittedCount: 0, isReset: false });
    // Nobody can say whether these match.
    publish({ addedCount: 3 });
    expect(await next(reader)).toEqual(RESET);
  });

  test("one look at the rows serves all readers with the same filter", async () => {
    const asked: (readonly string[])[] = [];
    const matching = async (given: readonly string[]): Promise<readonly string[]> => {
      asked.push(given);
      return given;
    };
    const readers = [await watch(matching), await watch(matching), await watch(matching)];
    publish({ added: ["a"] });
    const events = await Promise.all(readers.map(next));
    expect(asked).toEqual([["a"]]);
    expect(new Set(events).size).toBe(1);
  });

  test("a failed look is a reset later, and more than it can hold is one at once", async () => {
    let hasFailed = false;
    const reader = await watch(async () => {
      hasFailed = true;
      throw new Error("The database is away.");
    });
    publish({ added: ["a"] });
    expect(await next(reader)).toEqual(RESET);
    expect(hasFailed).toBe(true);
    for (let part = 0; part < 8; part += 1) publish({ added: names(900).map((name) => `${part}${name}`) });
    expect(await next(reader)).toEqual(RESET);
  });

  test("a lost hint is noticed by the number of the next one, or of the next word that somebody watches", async () => {
    const reader = await watch();
    publish({ added: ["a"] });
    expect((await next(reader)).names).toEqual(["a"]);
    hints.lostTopic = "tails.7.run";
    publish({ added: ["lost"] });
    hints.lostTopic = null;
    publish({ added: ["b"] });
    expect(await next(reader)).toEqual(RESET);

    hints.lostTopic = "tails.7.run";
    publish({ added: ["lost again"] });
    hints.lostTopic = null;
    // Another reader comes, and every process says how far it is.
    open.push(tails.watch({ ...HERE, filterKey: "other", matching: null }));
    expect(await next(reader)).toEqual(RESET);
  });

  test("is a reset after the hints were away", async () => {
    const reader = await watch();
    hints.comeBack();
    expect(await next(reader)).toEqual(RESET);
  });

  test("ignores hints of another shape", async () => {
    const reader = await watch();
    for (const payload of ["null", "[]", '{"s":1,"n":1}', '{"s":"two","n":"x"}', '{"s":"two","n":1,"a":[1,null]}'])
      hints.publish("tails.7.run", payload);
    publish({ added: ["a"] });
    expect((await next(reader)).names).toEqual(["a"]);
  });

  test("a process that has just started publishes before it knows who watches", () => {
    const shared = new ChangeHints({ hints, sender: "two", isShared: true });
    expect(shared.isWatched(1, "run")).toBe(true);
  });
});

describe("events of a slow reader are merged:", () => {
  const event = (parts: Partial<TailEvent>): TailEvent => ({ ...RESET, isReset: false, ...parts });

  test("the newest rows stay, and the others are counted", () => {
    const both = merged(event({ names: names(50), omittedCount: 2 }), event({ names: ["r99998", "r99999"] }));
    expect(both.names).toEqual([...names(50).slice(2), "r99998", "r99999"]);
    expect(both.omittedCount).toBe(4);
  });

  test("a row is named or taken back, as the later event says", () => {
    const both = merged(event({ names: ["a"], removedNames: ["b"] }), event({ names: ["b"], removedNames: ["a"] }));
    expect(both).toEqual(event({ names: ["b"], removedNames: ["a"] }));
  });

  test("a reset stays one, and too many rows that are taken back are one", () => {
    expect(merged(RESET, event({ names: ["a"] }))).toEqual(RESET);
    expect(merged(event({ removedNames: names(60) }), event({ removedNames: names(130).slice(60) }))).toEqual(RESET);
  });
});
