import { describe, expect, test } from "@jest/globals";
import { SlowTurns, type SlowTurn } from "./slow-turns.js";
import { watchTurns } from "../../../test/support/cpu-of-turns.js";

/** Works for `sliceCount` slices, and rests whenever it should. */
async function work(turn: SlowTurn, sliceCount: number, onSlice: () => void = () => undefined): Promise<void> {
  for (let count = 0; count < sliceCount;) {
    const rest = turn.rest();
    if (!rest) continue;
    count += 1;
    onSlice();
    await rest;
  }
}

describe("expensive jobs", () => {
  test("X-09: leave the event loop to others most of the time, for any number of callers", async () => {
    const turns = new SlowTurns();
    const watched = watchTurns();
    await Promise.all(["a", "b", "c", "d"].map((caller) => turns.run(caller, (turn) => work(turn, 20))));
    // A slice of 2 ms; CPU time, because a busy machine stops a process for longer.
    expect(watched.stop().worstMs).toBeLessThan(100);
  });

  test("X-09: of one caller run one after another, and those of different callers alternate", async () => {
    const turns = new SlowTurns();
    const seen: string[] = [];
    const job = (name: string) => turns.run(name.charAt(0), (turn) => work(turn, 6, () => seen.push(name)));
    await Promise.all([job("a1"), job("a2"), job("b1")]);
    expect(seen.lastIndexOf("a1")).toBeLessThan(seen.indexOf("a2"));
    expect(seen.indexOf("b1")).toBeLessThan(seen.lastIndexOf("a1"));
  });

  test("X-09: are refused when too many wait, and accepted again afterwards", async () => {
    const turns = new SlowTurns({ waitingMax: 1 });
    const first = turns.run("a", (turn) => work(turn, 20));
    const second = turns.run("a", async () => "second");
    await expect(turns.run("a", async () => "third")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await first;
    expect(await second).toBe("second");
    expect(await turns.run("a", async () => "fourth")).toBe("fourth");
  });

  test("X-09: run a few at a time, and callers alternate", async () => {
    const turns = new SlowTurns({ callersMax: 1 });
    const seen: string[] = [];
    const job = (name: string) => turns.run(name.charAt(0), async () => void seen.push(name));
    await Promise.all(["a1", "a2", "a3", "b1", "b2", "c1"].map(job));
    expect(seen).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
  });

  test("X-09: that fail free their slot", async () => {
    const turns = new SlowTurns();
    const failing = turns.run("a", async () => Promise.reject(new Error("no")));
    const next = turns.run("a", async () => "next");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("next");
  });
});
