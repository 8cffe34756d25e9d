import { describe, expect, test } from "@jest/globals";
import { diffDocuments, isSameDocument } from "../../src/document/diff.js";
import type { Step, WorkflowDocument } from "../../src/document/document.js";
import { duplicateStep, insertStep, removeStep, replaceStep, shiftStep } from "../../src/document/edit.js";
import { mergeDocuments, overlapsOf } from "../../src/document/merge.js";
import { allSteps, findStep } from "../../src/document/paths.js";
import { newStep, STARTERS, stepOffers, type ChannelChoice } from "../../src/document/shapes.js";

const send = (ref: string, markdown = ref): Step => ({ ref, type: "channel", template: { markdown } });
const branch = (ref: string, ...lists: Step[][]): Step => ({
  ...{ ref, type: "branch" },
  branches: lists.map((steps, index) => ({ name: `way ${index}`, steps })),
});
const base: WorkflowDocument = {
  ...{ key: "k", name: "N" },
  steps: [send("a"), branch("b", [send("c"), send("d")], [send("e")]), send("f")],
};
const isSame = (left: WorkflowDocument, right: WorkflowDocument): boolean => isSameDocument(diffDocuments(left, right));

/** A document after some changes that are chosen by a seed. */
function changed(document: WorkflowDocument, seed: number, prefix: string): WorkflowDocument {
  let state = seed * 7919 + 13;
  const random = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  let next = document;
  for (let round = 0; round < 1 + (seed % 5); round += 1) {
    const steps = allSteps(next);
    const step = steps[random(steps.length)]?.step;
    if (!step) break;
    const change = random(5);
    if (change === 0) next = shiftStep(next, step.ref, (["up", "down", "in", "out"] as const)[random(4)] ?? "up");
    else if (change === 1) next = removeStep(next, step.ref).document;
    else if (change === 2) next = duplicateStep(next, step.ref).document;
    else if (change === 3) next = replaceStep(next, step.ref, { ...step, name: `${prefix} ${seed}` });
    else next = insertStep(next, { list: [], index: 0 }, send(`${prefix}-${round}`)).document;
  }
  return next;
}

describe("two people's changes", () => {
  test("are mine where they changed nothing, and theirs where I changed nothing", () => {
    for (let seed = 1; seed < 400; seed += 1) {
      const other = changed(base, seed, "x");
      expect([seed, isSame(mergeDocuments({ base, mine: base, theirs: other }), other)]).toEqual([seed, true]);
      expect([seed, isSame(mergeDocuments({ base, mine: other, theirs: base }), other)]).toEqual([seed, true]);
      expect(overlapsOf({ base, mine: other, theirs: other })).toEqual([]);
    }
  });

  test("of different steps are both kept, and nothing is asked", () => {
    const mine = replaceStep(base, "c", send("c", "mine"));
    const theirs = { ...insertStep(base, { list: [], index: 3 }, send("new")).document, name: "M" };
    expect(overlapsOf({ base, mine, theirs })).toEqual([]);
    const merged = mergeDocuments({ base, mine, theirs });
    expect([merged.name, findStep(merged, "c")?.step, findStep(merged, "new")?.place.index]).toEqual([
      "M",
      send("c", "mine"),
      3,
    ]);
  });

  test("of the same step are asked about, and the answer is kept", () => {
    const mine = replaceStep(base, "c", send("c", "mine"));
    const theirs = replaceStep(base, "c", send("c", "theirs"));
    expect(overlapsOf({ base, mine, theirs }).map(({ ref }) => ref)).toEqual(["c"]);
    const choose = (side: "mine" | "theirs") =>
      findStep(mergeDocuments({ base, mine, theirs }, new Map([["c", side]])), "c")?.step;
    expect([choose("mine"), choose("theirs")]).toEqual([send("c", "mine"), send("c", "theirs")]);
  });

  test("of which one removes what the other changed are asked about", () => {
    const mine = removeStep(base, "b").document;
    const theirs = replaceStep(base, "b", { ...base.steps[1], ref: "b", type: "branch", name: "theirs" });
    expect(overlapsOf({ base, mine, theirs }).map(({ ref }) => ref)).toEqual(["b"]);
    const kept = mergeDocuments({ base, mine, theirs }, new Map([["b", "theirs"]]));
    expect(findStep(kept, "b")?.step["name"]).toBe("theirs");
  });

  test("of the workflow's own fields are asked about where they differ", () => {
    const [mine, theirs] = [
      { ...base, name: "mine" },
      { ...base, name: "theirs", description: "x" },
    ];
    expect(overlapsOf({ base, mine, theirs }).map(({ ref }) => ref)).toEqual([null]);
    expect(mergeDocuments({ base, mine, theirs }, new Map([[null, "theirs" as const]])).name).toBe("theirs");
    expect(mergeDocuments({ base, mine, theirs })).toMatchObject({ name: "mine", description: "x" });
  });
});

test("every offer makes a step with a ref of its own, and every starter makes steps where its channels exist", () => {
  const channels: ChannelChoice[] = (["IN_APP", "EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"] as const).map((type) => ({
    ...{ channelKey: type.toLowerCase().replace("_", "-"), name: type, type },
  }));
  let document: WorkflowDocument = { key: "k", name: "N", steps: [] };
  for (const offer of [...stepOffers(channels), ...stepOffers(channels)]) {
    document = insertStep(document, { list: [], index: 0 }, newStep(document, offer)).document;
  }
  const refs = allSteps(document).map(({ step }) => step.ref);
  expect([refs.length, new Set(refs).size]).toEqual([20, 20]);
  expect(STARTERS.map(({ steps }) => steps(channels)?.length)).toEqual([1, 2, 3, 0]);
  expect(STARTERS.map(({ steps }) => steps([])?.length ?? null)).toEqual([null, null, null, 0]);
});
