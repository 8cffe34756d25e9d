import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { buildScope } from "../../../test/support/template-scope.js";
import { flatten } from "./fast-path.js";
import { parseLiquid } from "./liquid-engine.js";
import { parseSource } from "./liquid-source.js";
import { renderCollected, renderPlain } from "./run-liquid.js";

const KEYS = ["recipient", "data", "actor", "a", "b", "size", "first", "last", "length", "constructor", "toString"];
const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  key.map((name) => `.${name}`),
  key.map((name) => `['${name}']`),
  fc.integer({ min: -2, max: 3 }).map((index) => `[${index}]`),
  key.map((name) => `[data.${name}]`),
);
const path = fc.tuple(key, fc.array(step, { maxLength: 4 })).map(([root, steps]) => root + steps.join(""));
const filter = fc.constantFrom(
  "",
  "",
  " | upcase",
  " | json",
  " | from_markdown",
  " | default: recipient.a",
  " | size",
);
const output = fc.tuple(path, filter, fc.constantFrom("{{", "{{-")).map(([of, by, open]) => `${open} ${of}${by} }}`);
const piece = fc.oneof(output, output, fc.constantFrom("text", " ", "\n", "1. ", "{% raw %}", "{ {"));
const source = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

const leaf = fc.oneof(fc.string(), fc.nat(3), fc.boolean(), fc.constant(null), fc.constantFrom(...KEYS));
const value: fc.Arbitrary<ReturnType<typeof buildScope>["data"][string]> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(key, leaf, { maxKeys: 4 }),
);
const object = fc.dictionary(key, value, { maxKeys: 6 });
const scope = fc.record({ recipient: object, actor: object, data: object }).map(buildScope);

function textOrError(render: () => unknown): unknown {
  try {
    return render();
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

test("the fast path gives the same result as Liquid", () => {
  fc.assert(
    fc.property(source, fc.array(scope, { minLength: 1, maxLength: 3 }), (text, scopes) => {
      if (!parseSource(text, []).ok) return;
      const templates = parseLiquid(text);
      const flat = flatten(templates);
      if (flat === null) return;

      for (const each of [...scopes, ...scopes]) {
        const quick = textOrError(() => {
          const values = flat.evaluate(each, []);
          return {
            text: flat.skeleton,
            values: values.map(String),
            plain: flat.texts.reduce((before, next, index) => before + String(values[index - 1]) + next),
          };
        });
        const slow = textOrError(() => {
          const { text: skeleton, values } = renderCollected(templates, each, []);
          return { text: skeleton, values: values.map(String), plain: renderPlain(templates, each, []) };
        });
        expect(quick).toEqual(slow);
      }
    }),
    { numRuns: 1000 },
  );
});

test("templates with tags have no fast path", () => {
  expect(flatten(parseLiquid("a {{ data.b }}"))).not.toBeNull();
  expect(flatten(parseLiquid("{% if a %}{{ data.b }}{% endif %}"))).toBeNull();
});
