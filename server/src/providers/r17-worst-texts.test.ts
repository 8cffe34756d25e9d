import { describe, expect, test } from "@jest/globals";
import { watchTurns } from "../../test/support/cpu-of-turns.js";
import type { OutboundMessage } from "./kit/message.js";
import { PROVIDERS } from "./list.js";
import { credentialsOf } from "./record/record-requests.js";
import { FIXED_NOW, fixedCases } from "./record/fixed-cases.js";

/** The longest text that a template can give. */
const MAX_LENGTH = 262_144;
/** Of one turn of the event loop, in milliseconds of CPU time on the reference machine. */
const TURN_MAX_MS = 250;

const filled = (unit: string): string => unit.repeat(Math.floor(MAX_LENGTH / unit.length));

/** Texts that are costly for somebody: parsers of Markdown, escapers, counters of parts, encoders of headers. */
const WORST: Readonly<Record<string, string>> = {
  "one letter": filled("a"),
  spaces: filled(" "),
  "line breaks": filled("\r\n"),
  stars: filled("*"),
  "stars and letters": filled("*a _b_ **c"),
  brackets: filled("["),
  "links without an end": filled("[a](b"),
  images: filled("![]("),
  "nested quotes": filled("> "),
  "quotes in lines": filled("> a\n"),
  "nested lists": Array.from({ length: 700 }, (_each, depth) => `${" ".repeat(depth)}- a\n`)
    .join("")
    .slice(0, MAX_LENGTH),
  backticks: filled("` `` ``` "),
  markup: filled("<a href='x"),
  entities: filled("&amp;&lt;"),
  "signs of templates": filled("{{ x }} %recipient.x% "),
  emoji: filled("👩‍👩‍👧‍👦"),
  "decomposed letters": filled("e\u0301"),
  "text that turns around": filled("\u202ea\u202c"),
};

/** The message with this text wherever it has one. */
function withText(message: OutboundMessage, text: string): OutboundMessage {
  switch (message.channelType) {
    case "EMAIL":
      return { ...message, subject: text, text, html: text };
    case "SMS":
      return { ...message, text };
    case "PUSH":
      return { ...message, title: text, body: text, data: { text } };
    case "CHAT":
      return { ...message, content: { markdown: text }, summary: text };
    case "WEBHOOK":
      return { ...message, body: text };
  }
}

describe("R-17: no text holds up the process while a request is made of it", () => {
  const cases = PROVIDERS.flatMap((provider) => {
    const { minimal } = fixedCases(provider);
    return minimal ? [[provider.key, provider, minimal] as const] : [];
  });

  test.each(cases)("%s", async (_key, provider, minimal) => {
    const turns = watchTurns();
    for (const text of Object.values(WORST)) {
      const message = withText(minimal, text);
      const credentials = credentialsOf(provider, message);
      await provider.buildRequest(message, provider.example.settings, credentials, FIXED_NOW);
      // Each text is a turn of its own.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(turns.stop().worstMs).toBeLessThan(TURN_MAX_MS);
  });
});
