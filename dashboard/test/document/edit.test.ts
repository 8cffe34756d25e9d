import { describe, expect, test } from "@jest/globals";
import { readDocument, whyNotSteps, type Step, type WorkflowDocument } from "../../src/document/document.js";
import {
  duplicateStep,
  freeRef,
  insertStep,
  mentionsOf,
  moveStep,
  pasteStep,
  removeStep,
  renameRef,
  shiftStep,
  whyNotRef,
} from "../../src/document/edit.js";
import { allSteps, findStep, refAtPath } from "../../src/document/paths.js";

const send = (ref: string, rest: object = {}): Step => ({
  ...{ ref, type: "channel", channelKey: "in-app", template: { markdown: ref } },
  ...rest,
});
const branch = (ref: string, ...lists: Step[][]): Step => ({
  ...{ ref, type: "branch" },
  branches: lists.map((steps, index) => ({ name: `way ${index}`, steps })),
});
const made = (...steps: Step[]): WorkflowDocument => ({ key: "made", name: "Made", steps });

/** The refs as nested lists. */
const shape = (document: WorkflowDocument): string =>
  allSteps(document)
    .map(({ step, within }) => `${within === "" ? "" : `${within}: `}${step.ref}`)
    .join(", ");

describe("what cannot be shown as steps", () => {
  test.each([
    [null, "The document must be an object."],
    [[], "The document must be an object."],
    [{ name: "x", steps: [] }, "The document needs a `key`."],
    [{ key: "x", steps: [] }, "The document needs a `name`."],
    [{ key: "x", name: "x" }, "`steps` must be a list."],
    [{ key: "x", name: "x", steps: [3] }, "`steps.0` must be an object."],
    [{ key: "x", name: "x", steps: [{ type: "delay" }] }, "`steps.0` needs a `ref`."],
    [{ key: "x", name: "x", steps: [{ ref: "a" }] }, "`steps.0` needs a `type`."],
    [{ key: "x", name: "x", steps: [{ ref: "a", type: "branch" }] }, "`steps.0.branches` must be a list."],
    [
      { key: "x", name: "x", steps: [{ ref: "a", type: "branch", branches: [{ name: "y" }] }] },
      "`steps.0.branches.0.steps` must be a list.",
    ],
  ])("%j", (value, why) => {
    expect(whyNotSteps(value)).toBe(why);
    expect(readDocument(value)).toBeNull();
  });
});

describe("steps", () => {
  test("are put into lists and branches, and removed", () => {
    const document = made(send("a"), branch("b", [send("c")], []));
    const grown = insertStep(document, { list: [1, 1], index: 0 }, send("d"));
    expect(shape(grown.document)).toBe("a, b, b / way 0: c, b / way 1: d");
    const less = removeStep(grown.document, "c");
    expect([shape(less.document), less.ref]).toEqual(["a, b, b / way 1: d", null]);
    expect(removeStep(document, "a").ref).toBe("b");
    expect(removeStep(document, "nowhere")).toEqual({ document, ref: null });
  });

  test("go up and down within their list, and stop at its ends", () => {
    const document = made(send("a"), send("b"), send("c"));
    expect(shape(shiftStep(document, "a", "down"))).toBe("b, a, c");
    expect(shape(shiftStep(document, "c", "up"))).toBe("a, c, b");
    expect(shape(shiftStep(document, "b", "down"))).toBe("a, c, b");
    expect(shiftStep(document, "a", "up")).toBe(document);
    expect(shiftStep(document, "c", "down")).toBe(document);
    expect(shiftStep(document, "a", "out")).toBe(document);
  });

  test("go into the branch step beside them, from way to way, and out behind it", () => {
    const document = made(send("a"), branch("b", [], [send("c")]), send("d"));
    expect(shape(shiftStep(document, "a", "in"))).toBe("b, b / way 0: a, b / way 1: c, d");
    expect(shape(shiftStep(document, "d", "in"))).toBe("a, b, b / way 0: d, b / way 1: c");
    expect(shape(shiftStep(document, "c", "in"))).toBe("a, b, b / way 0: c, d");
    expect(shape(shiftStep(document, "c", "out"))).toBe("a, b, c, d");
  });

  test("never go into themselves", () => {
    const document = made(branch("outer", [branch("inner", [])]), send("a"));
    expect(moveStep(document, "outer", { list: [0, 0, 0, 0], index: 0 })).toBe(document);
    expect(shape(moveStep(document, "a", { list: [0, 0, 0, 0], index: 0 }))).toBe(
      "outer, outer / way 0: inner, inner / way 0: a",
    );
  });

  test("move past a step that is above the list they go to", () => {
    const document = made(send("a"), branch("b", []), send("c"));
    expect(shape(moveStep(document, "a", { list: [1, 0], index: 0 }))).toBe("b, b / way 0: a, c");
    expect(shape(moveStep(document, "a", { list: [], index: 3 }))).toBe("b, c, a");
  });

  test("any moves keep every step exactly once", () => {
    let document = made(send("a"), branch("b", [send("c"), branch("d", [send("e")], [])], [send("f")]), send("g"));
    const refs = [..."abcdefg"];
    let state = 7;
    const random = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let round = 0; round < 2000; round += 1) {
      const ref = refs[random(refs.length)] ?? "a";
      const direction = (["up", "down", "in", "out"] as const)[random(4)] ?? "up";
      document = shiftStep(document, ref, direction);
      expect(
        allSteps(document)
          .map(({ step }) => step.ref)
          .sort(),
      ).toEqual(refs);
    }
  });

  test("copies have refs of their own, also within branches", () => {
    const document = made(branch("b", [send("c")]));
    const copy = duplicateStep(document, "b");
    expect([shape(copy.document), copy.ref]).toEqual(["b, b / way 0: c, b-2, b-2 / way 0: c-2", "b-2"]);
    const elsewhere = pasteStep(made(), { list: [], index: 0 }, branch("b", [send("c")]));
    expect(shape(elsewhere.document)).toBe("b, b / way 0: c");
  });
});

describe("refs", () => {
  const document = made(
    send("bell"),
    send("mail", {
      conditions: { all: [{ variable: "refs.bell.engagement_status", operator: "contains", argument: "x" }] },
      template: { subject: "{{ refs.bell.x }} {{ refs.bell-2.x }}", markdown: "a" },
    }),
  );

  test("are made from words", () => {
    expect(freeRef(document, "Wait 3 hours!")).toBe("wait-3-hours");
    expect(freeRef(document, "Bell")).toBe("bell-2");
    expect(freeRef(document, "¿?")).toBe("step");
    expect(freeRef(document, "x".repeat(90))).toHaveLength(60);
  });

  test("are refused where they are taken or no refs", () => {
    expect(whyNotRef(document, "bell", "bell")).toBeNull();
    expect(whyNotRef(document, "bell", "mail")).toMatch("Another step");
    expect(whyNotRef(document, "bell", "1st")).toMatch("begins with a letter");
  });

  test("are renamed with all that reads them, and nothing else", () => {
    expect(mentionsOf(document, "bell")).toEqual(["mail"]);
    expect(mentionsOf(document, "mail")).toEqual([]);
    const renamed = renameRef(document, "bell", "app");
    expect(JSON.stringify(findStep(renamed, "mail")?.step)).toBe(
      JSON.stringify(document.steps[1])
        .replace("refs.bell.engagement", "refs.app.engagement")
        .replace("refs.bell.x", "refs.app.x"),
    );
    expect(renameRef(document, "bell", "mail")).toBe(document);
  });

  test("issues belong to the innermost step on their path", () => {
    const nested = made(branch("b", [send("c")]));
    expect(refAtPath(nested, ["steps", "0", "branches", "0", "steps", "0", "template", "markdown"])).toBe("c");
    expect(refAtPath(nested, ["steps", "0", "branches", "0", "name"])).toBe("b");
    expect(refAtPath(nested, ["name"])).toBeNull();
    expect(refAtPath(nested, ["steps", "7", "ref"])).toBeNull();
  });
});
