import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../platform/json.js";
import { compileWorkflow } from "../compile/compile-workflow.js";
import { parseWorkflow } from "../parse/parse-workflow.js";
import { withChannelTypes, withoutChannelTypes } from "./channel-types.js";

const bell = (ref: string): JsonObject => ({ ref, type: "channel", channelKey: "in-app", template: { text: "hi" } });
const WRITTEN: JsonObject = {
  key: "mention",
  name: "Mention",
  steps: [
    bell("first"),
    {
      ref: "fork",
      type: "branch",
      branches: [
        { name: "rest", steps: [bell("inner"), { ref: "wait", type: "delay", for: { unit: "hours", value: 1 } }] },
      ],
    },
  ],
};
const CHANNELS = [{ key: "in-app", type: "IN_APP" as const }];
const STORED = { channels: null };

describe("a stored version", () => {
  test("contains the channel type next to each channel key, in branches too", () => {
    const text = JSON.stringify(withChannelTypes(WRITTEN, CHANNELS));
    expect(text.match(/"channelType":"IN_APP"/g)).toHaveLength(2);
  });

  test("is shown as it was written", () => {
    expect(withoutChannelTypes(withChannelTypes(WRITTEN, CHANNELS))).toEqual(WRITTEN);
  });

  test("compiles with the types that it contains, and as in-app without types", () => {
    for (const document of [WRITTEN, withChannelTypes(WRITTEN, CHANNELS)]) {
      const parsed = parseWorkflow(document, STORED);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
      const { steps } = compileWorkflow(parsed.document, { workflowId: 1, versionId: 1 });
      expect([steps.get("first"), steps.get("inner")]).toEqual([
        expect.objectContaining({ channelType: "IN_APP" }),
        expect.objectContaining({ channelType: "IN_APP" }),
      ]);
    }
  });

  test("with an unknown channel type is refused with the step", () => {
    const document = { ...WRITTEN, steps: [{ ...bell("first"), channelType: "PIGEON" }] };
    expect(parseWorkflow(document, STORED)).toMatchObject({
      ok: false,
      issues: [{ path: ["steps", "0", "channelKey"], code: "unsupported_channel" }],
    });
  });
});

test("an author cannot set the type of a channel: it comes from the environment's channel", () => {
  const document = { ...WRITTEN, steps: [{ ...bell("first"), channelType: "IN_APP" }] };
  expect(parseWorkflow(document, { channels: CHANNELS })).toMatchObject({
    ok: false,
    issues: [{ path: ["steps", "0", "channelType"], code: "unknown_key" }],
  });
});
