import { describe, expect, jest, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import {
  compileInAppTemplate,
  type CompiledInAppTemplate,
  type InAppTemplate,
  renderInApp,
  TemplateError,
} from "../index.js";

function compiled(template: InAppTemplate): CompiledInAppTemplate {
  const result = compileInAppTemplate(template);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.template;
}

function errorOf(render: () => unknown): TemplateError {
  try {
    render();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("It was rendered.");
}

describe("limits of work", () => {
  test("X-13: pauses of the machine between two nodes fail no rendering", () => {
    const now = jest.spyOn(performance, "now");
    let time = 0;
    now.mockImplementation(() => (time += 1_000));
    try {
      const template = compiled({ text: "{% for a in (1..2500) %}{{ a | date: '%Y' | size }}{% endfor %}" });
      expect(renderInApp(compiled({ text: "{% for a in (1..2500) %}.{% endfor %}" }), buildScope())).toHaveLength(1);
      // The failure comes from counted work, so it is the same on every machine.
      expect(errorOf(() => renderInApp(template, buildScope())).code).toBe("too_much_work");
    } finally {
      now.mockRestore();
    }
  });

  test("X-09: labels and links have a smaller limit than the body, so that a message is hardly larger than its body", () => {
    const costly = (count: number): string => `{% for n in (1..${count}) %}{{ n | plus: 1 }}{% endfor %}`;
    const button = { name: "a", label: costly(2000), action: "/a" };
    expect(renderInApp(compiled({ text: costly(2000) }), buildScope())).toHaveLength(1);
    const refused = errorOf(() => renderInApp(compiled({ text: "a", buttons: [button] }), buildScope()));
    expect([refused.code, refused.path]).toEqual(["too_much_work", ["buttons", "0", "label"]]);
    expect(errorOf(() => renderInApp(compiled({ text: "a", actionUrl: costly(2000) }), buildScope())).code).toBe(
      "too_much_work",
    );
    const few = { name: "a", label: costly(100), action: `/${costly(100)}` };
    expect(renderInApp(compiled({ text: "a", buttons: [few] }), buildScope())).toHaveLength(2);
  });

  const long = {
    text: "a".repeat(500_000),
    list: Array.from({ length: 300_000 }, (_, index) => index),
    objects: Array.from({ length: 40_000 }, (_, id) => ({ id, kind: `k${id % 7}` })),
  };

  test.each([
    ["a range", "{% assign x = (1..3900000) %}"],
    ["a sorted range", "{{ (1..1900000) | sort | size }}"],
    ["lists in a loop", "{% for i in (1..4900) %}{% for x in data.list reversed limit:0 %}{% endfor %}{% endfor %}"],
    ["contains in a loop", "{% for i in (1..4900) %}{% if data.list contains 'b' %}{% endif %}{% endfor %}"],
    ["equal lists", "{% for i in (1..4900) %}{% if data.objects == data.objects %}{% endif %}{% endfor %}"],
    ["where", "{{ data.objects | where: 'kind', 'k1' | size }}"],
    ["where in text", "{{ data.objects | where: 'a[(1..100000)]' | size }}"],
    ["sort_natural", "{{ data.list | sort_natural | size }}"],
    ["doubled lists", `{% assign x = data.objects %}${"{% assign x = x | concat: x %}".repeat(30)}{{ x }}`],
    [
      "a long pattern",
      "{% assign p = 'b' | append: data.text %}{% assign t = data.text | append: p %}{{ t | replace: p, '' }}",
    ],
    ["dates in a loop", "{% for i in (1..4900) %}{{ 'now' | date: '%A, %B %-e, %Y at %-l:%M %P %z' }}{% endfor %}"],
    ["currencies", "{% for i in (1..4900) %}{{ i | currency: 'EUR', 'de' }}{% endfor %}"],
    ["long conditions", `{% for i in (1..4900) %}{% if ${"a or ".repeat(9_000)}a %}{% endif %}{% endfor %}`],
    ["many elsifs", `{% for i in (1..4900) %}{% if a %}${"{%elsif a%}".repeat(4_900)}{% endif %}{% endfor %}`],
    ["long cycles", `{% for i in (1..9000) %}{% cycle ${"1,".repeat(20_000)}1 %}{% endfor %}`],
    ["long paths", `{% for i in (1..4900) %}{{ a${".b".repeat(30_000)} }}{% endfor %}`],
    ["much markdown", "~~a".repeat(21_000)],
    ["many less-than signs", "<".repeat(65_000)],
    ["many tasks", "- [ ] a\n".repeat(8_000)],
    ["many addresses", "http://a ".repeat(7_000)],
  ])("X-09: %s are refused before their work is done", (_, markdown) => {
    const template = compiled({ markdown });
    const before = process.cpuUsage();
    const error = errorOf(() => renderInApp(template, buildScope({ data: long })));
    const { user } = process.cpuUsage(before);

    expect(["too_much_work", "too_much_memory"]).toContain(error.code);
    expect(user).toBeLessThan(1_000_000);
  });

  test("X-09: ordinary templates stay within the limits", () => {
    const template = compiled({
      markdown:
        "{% for i in (1..100) %}- **{{ actor.name | default: 'Someone' }}** {{ i | pluralize: 'x', 'y' }} " +
        "{{ timestamp | date: '%B %-e' }} {{ i | currency: 'EUR', 'de' }}\n{% endfor %}{{ data.text | truncate: 80 }}",
    });
    expect(renderInApp(template, buildScope({ data: long }))).toHaveLength(1);
  });
});
