import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../../test/support/story.js";

const is = (argument: string): object => ({ variable: "data.kind", operator: "equal_to", argument });
const say = (text: string): object => bell(text, { ref: text });

const route = {
  ref: "route",
  type: "branch",
  branches: [
    { name: "first", conditions: is("a"), steps: [say("a")] },
    { name: "second", conditions: { any: [is("a"), is("b")] }, steps: [say("b")], terminates: true },
    { name: "empty", conditions: is("c"), steps: [] },
    { name: "default", steps: [say("other")] },
  ],
};

const triggers = ["a", "b", "c", "d"].map((kind, after) => ({ after, to: ["ann"], data: { kind } }));

describe("a branch", () => {
  test("takes the first branch whose conditions hold, else the last, and continues after it unless it terminates", async () => {
    const told = await play({ steps: [route, say("end")], triggers });
    expect(told.texts).toEqual(["a", "end", "b", "end", "other", "end"]);
    expect(told.statuses).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"]);
  });

  test("traces which branch it took, and why not the earlier ones", async () => {
    const told = await play({ steps: [route], triggers: [triggers[1] ?? { to: [] }] });
    expect(told.runs[0]?.trace[1]?.slice(1)).toMatchObject([
      "route",
      "branch.taken",
      {
        branch: "second",
        comparisons: [
          { expected: "a", isMet: false },
          { actual: "b", expected: "b", isMet: true },
        ],
        notTaken: [{ branch: "first", comparisons: [{ actual: "b", expected: "a", isMet: false }] }],
      },
    ]);
  });

  test("may contain waits and five levels of branches, and continues after the outermost", async () => {
    let steps = [{ ref: "wait", type: "delay", for: { unit: "hours", value: 1 } }, say("deep")];
    for (let depth = 5; depth >= 1; depth--)
      steps = [{ ref: `b${depth}`, type: "branch", branches: [{ name: "only", steps }] }];
    const told = await play({ steps: [...steps, say("end")], triggers: [{ to: ["ann"] }] });
    expect([told.texts, told.times]).toEqual([
      ["deep", "end"],
      [3600, 3600],
    ]);
  });

  test("that terminates in a nested branch ends the run", async () => {
    const inner = {
      ref: "inner",
      type: "branch",
      branches: [{ name: "stop", steps: [say("last")], terminates: true }],
    };
    const outer = { ref: "outer", type: "branch", branches: [{ name: "in", steps: [inner, say("never")] }] };
    const told = await play({ steps: [outer, say("end")], triggers: [{ to: ["ann"] }] });
    expect(told.texts).toEqual(["last"]);
  });
});
