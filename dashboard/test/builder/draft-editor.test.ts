import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Json, WorkflowDocument } from "../../src/document/document.js";
import {
  DraftEditor,
  type LocalCopy,
  type SaveResult,
  type ServerDraft,
} from "../../src/pages/workflows/builder/draft/draft-editor.js";

const made = (name: string): WorkflowDocument => ({ key: "made", name, steps: [] });
const server = (name: string, revision: number): ServerDraft => ({ document: made(name), revision, savedBy: "Grace" });

let timers: { ms: number; run: () => void }[];
let kept: LocalCopy | null;
let asked: { name: unknown; revision: number; answer: (result: SaveResult) => void }[];

function editor(copy: LocalCopy | null = null, at = server("start", 3)): DraftEditor {
  const save = (document: Json, revision: number): Promise<SaveResult> =>
    new Promise((answer) => asked.push({ name: document["name"], revision, answer }));
  const wait = (ms: number, run: () => void): (() => void) => {
    const timer = { ms, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((each) => each !== timer);
    };
  };
  const keep = (next: LocalCopy | null): void => {
    kept = next;
  };
  return new DraftEditor(at, { save, wait, keep, now: () => 1000 }, copy);
}

/** Runs what waits for a time. */
function pass(): void {
  const due = timers;
  timers = [];
  for (const { run } of due) run();
}

async function answer(result: SaveResult): Promise<void> {
  asked.shift()?.answer(result);
  await new Promise((resolve) => setImmediate(resolve));
}

const saved = (revision: number): SaveResult => ({ kind: "saved", revision, warnings: [] });

beforeEach(() => {
  [timers, kept, asked] = [[], null, []];
});

test("a change is kept at once, and saved once the typing has stopped", async () => {
  const draft = editor();
  draft.edit(made("a"), "name");
  draft.edit(made("ab"), "name");
  expect(kept).toEqual({ document: made("ab"), base: made("start"), revision: 3 });
  expect([draft.state.save, timers.map(({ ms }) => ms), asked]).toEqual(["waiting", [800], []]);
  pass();
  expect(asked).toMatchObject([{ name: "ab", revision: 3 }]);
  expect(draft.state.save).toBe("saving");
  await answer(saved(4));
  expect([draft.state.save, draft.state.savedAt, kept]).toEqual(["saved", 1000, null]);
});

test("what is typed during a save is saved after it, on top of the new revision", async () => {
  const draft = editor();
  draft.edit(made("a"));
  pass();
  draft.edit(made("b"));
  expect([draft.state.save, timers]).toEqual(["saving", []]);
  await answer(saved(4));
  expect([draft.state.save, kept?.revision, kept?.base.name]).toEqual(["waiting", 4, "a"]);
  pass();
  expect(asked).toMatchObject([{ name: "b", revision: 4 }]);
});

test("an invalid document stays in the browser until it is mended", async () => {
  const draft = editor();
  draft.edit(made(""));
  pass();
  const issues = [{ path: ["name"], code: "too_short", message: "Too short." }];
  await answer({ kind: "invalid", issues });
  expect([draft.state.save, draft.state.issues, kept?.document.name, timers]).toEqual(["invalid", issues, "", []]);
  draft.edit(made("x"));
  pass();
  await answer(saved(4));
  expect([draft.state.save, draft.state.issues]).toEqual(["saved", []]);
});

test("a save that failed is tried again", async () => {
  const draft = editor();
  draft.edit(made("a"));
  pass();
  await answer({ kind: "failed", message: "The server does not answer." });
  expect([draft.state.save, draft.state.failure, timers.map(({ ms }) => ms)]).toEqual([
    "failed",
    "The server does not answer.",
    [5000],
  ]);
  pass();
  await answer(saved(4));
  expect([draft.state.save, draft.state.failure]).toEqual(["saved", null]);
});

describe("another person's save", () => {
  async function conflicted(): Promise<DraftEditor> {
    const draft = editor();
    draft.edit(made("mine"));
    pass();
    await answer({ kind: "conflict", theirs: server("theirs", 9) });
    return draft;
  }

  test("stops saving, and neither work is lost", async () => {
    const draft = await conflicted();
    draft.edit(made("more of mine"));
    expect([draft.state.save, timers, draft.state.theirs?.document.name]).toEqual(["conflict", [], "theirs"]);
    expect(kept?.document.name).toBe("more of mine");
    expect(await draft.flush()).toBe(false);
    expect(asked).toEqual([]);
  });

  test("is resolved by a document on top of theirs", async () => {
    const draft = await conflicted();
    draft.resolve(made("both"));
    pass();
    expect(asked).toMatchObject([{ name: "both", revision: 9 }]);
    await answer(saved(10));
    draft.undo();
    expect(draft.document.name).toBe("mine");
  });

  test("may be taken as it is; mine can be had back by undo", async () => {
    const draft = await conflicted();
    draft.resolve(made("theirs"));
    expect([draft.state.save, kept, timers]).toEqual(["saved", null, []]);
    draft.undo();
    pass();
    expect(asked).toMatchObject([{ name: "mine", revision: 9 }]);
  });

  test("is followed where nothing is changed here, and not where something is", () => {
    const draft = editor();
    draft.follow(server("newer", 4));
    expect(draft.document.name).toBe("newer");
    draft.follow(server("older", 2));
    expect(draft.document.name).toBe("newer");
    draft.edit(made("mine"));
    draft.follow(server("newest", 5));
    expect(draft.document.name).toBe("mine");
  });
});

describe("a copy that a closed tab left behind", () => {
  test("is back, and is saved", () => {
    const draft = editor({ document: made("left"), base: made("start"), revision: 3 });
    expect([draft.document.name, draft.state.save]).toEqual(["left", "waiting"]);
    pass();
    expect(asked).toMatchObject([{ name: "left", revision: 3 }]);
  });

  test("is a conflict if somebody saved since", () => {
    const draft = editor({ document: made("left"), base: made("before"), revision: 2 });
    expect([draft.document.name, draft.state.save, draft.state.theirs?.document.name]).toEqual([
      "left",
      "conflict",
      "start",
    ]);
    expect(draft.state.server.document.name).toBe("before");
  });

  test("is forgotten if the server has the same", () => {
    kept = { document: made("start"), base: made("start"), revision: 2 };
    expect([editor(kept).state.save, kept]).toEqual(["saved", null]);
  });
});

describe("text", () => {
  test("that is no document locks the steps and is not saved", () => {
    const draft = editor();
    draft.type('{ "key": "made" ');
    expect(draft.state.text?.value).toBe('{ "key": "made" ');
    draft.type('{ "key": "made", "name": "x" }');
    expect(draft.state.text?.why).toBe("`steps` must be a list.");
    draft.type(JSON.stringify({ ...made("x"), key: "other" }));
    expect(draft.state.text?.why).toBe("The key must stay “made”.");
    expect([timers, draft.document.name]).toEqual([[], "start"]);
    draft.type(JSON.stringify(made("start")));
    expect([draft.state.text, draft.state.save]).toEqual([null, "saved"]);
    draft.type(JSON.stringify(made("x")));
    expect([draft.state.text, draft.document.name, draft.state.save]).toEqual([null, "x", "waiting"]);
  });

  test("that is broken is dropped by undo", () => {
    const draft = editor();
    draft.edit(made("a"));
    draft.type("{");
    draft.undo();
    expect([draft.state.text, draft.document.name]).toEqual([null, "a"]);
    draft.undo();
    draft.redo();
    expect(draft.document.name).toBe("a");
  });
});

describe("before a commit", () => {
  test("what waits is saved at once", async () => {
    const draft = editor();
    draft.edit(made("a"));
    const isSaved = draft.flush();
    await answer(saved(4));
    expect([await isSaved, timers]).toEqual([true, []]);
    expect(await draft.flush()).toBe(true);
  });

  test("a save that is under way is waited for, and one more follows if something changed", async () => {
    const draft = editor();
    draft.edit(made("a"));
    pass();
    draft.edit(made("b"));
    const isSaved = draft.flush();
    await answer(saved(4));
    await answer(saved(5));
    expect([await isSaved, draft.state.server.document.name]).toEqual([true, "b"]);
  });
});
