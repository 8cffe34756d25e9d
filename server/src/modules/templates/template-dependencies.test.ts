import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { buildScope } from "../../../test/support/template-scope.js";
import { compileInAppTemplate, compileText, readsOf, readsOfText, renderInApp, renderText } from "./index.js";
import { SCOPE_NAMES, type TemplateScope } from "./template-scope.js";

function rootsOf(source: string): string[] {
  const compiled = compileText(source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return readsOfText(compiled.template).roots;
}

describe("roots", () => {
  test.each<[string, string[]]>([
    ["plain", []],
    ["{{ 'quoted' }}{{ 1 }}{{ true }}", []],
    ["{{ data.a.b }}", ["data"]],
    ["{{ bare.a }}", ["data"]],
    ["{{ recipient.name }}", ["recipient"]],
    ["{{ ['recipient'].name }}", ["recipient"]],
    ["{{ data[recipient.locale] }}", ["data", "recipient"]],
    ["{{ actor.name | default: recipient.name }}", ["actor", "recipient"]],
    ["{{ 'x' | hmac_sha256: vars.key }}", ["vars"]],
    ["{% assign data = recipient %}{{ data.name }}", ["data", "recipient"]],
    [
      "{% for a in activities limit: run.n %}{{ actor }}{% else %}{{ tenant.id }}{% endfor %}",
      ["activities", "actor", "run", "tenant"],
    ],
    ["{% for i in (1..recipient.n) %}{% endfor %}", ["recipient"]],
    [
      "{% if actor.a and recipient.b %}{% elsif tenant.c %}{% else %}{{ vars.d }}{% endif %}",
      ["actor", "recipient", "tenant", "vars"],
    ],
    ["{% unless refs.bell %}{{ workflow.key }}{% endunless %}", ["refs", "workflow"]],
    [
      "{% case actor.id %}{% when recipient.id, run.x %}{% else %}{{ vars.x }}{% endcase %}",
      ["actor", "recipient", "run", "vars"],
    ],
    ["{% capture x %}{{ recipient.id }}{% endcapture %}", ["recipient"]],
    ["{% liquid\n assign y = recipient.id\n echo current_message.id\n%}", ["current_message", "recipient"]],
    ["{% cycle recipient.a, 'b' %}", ["recipient"]],
    ["{% raw %}{{ recipient }}{% endraw %}{% comment %}{{ recipient }}{% endcomment %}", []],
    ["{{ 'now' | date: '%F' }}", ["timestamp"]],
    ["{{ data.at | date: '%F', recipient.timezone }}", ["data", "recipient", "timestamp"]],
    ["{{ [data.key].name }}", [...SCOPE_NAMES].sort()],
  ])("of %s", (source, expected) => {
    expect(rootsOf(source)).toEqual(expected);
  });

  test("of an in-app template are those of all its fields", () => {
    const compiled = compileInAppTemplate({
      markdown: "{{ actor.name }}",
      actionUrl: "/{{ data.id }}",
      buttons: [{ name: "primary", label: "{{ total_activities }}", action: "/{{ timestamp }}" }],
    });
    expect(compiled.ok && readsOf(compiled.template)).toEqual({
      roots: ["actor", "data", "timestamp", "total_activities"],
      readsRecipient: false,
    });
  });
});

const NAMES = [...SCOPE_NAMES, "bare", "x", "item", "forloop", "continue"];
const name = fc.constantFrom(...NAMES);
const path = fc.oneof(
  name,
  fc.tuple(name, fc.constantFrom("id", "name", "first", "size", "x")).map((parts) => parts.join(".")),
  fc.tuple(name, name).map(([outer, inner]) => `${outer}[${inner}.key]`),
  name.map((root) => `['${root}'].name`),
  name.map((root) => `[${root}.key].name`),
  fc.constantFrom("'text'", "3", "nil", "'recipient'", "'now'"),
);
const filter = fc.oneof(
  fc.constantFrom("", " | json", " | date: '%F %T'", " | upcase", " | size", " | from_json", " | first"),
  path.map((argument) => ` | default: ${argument}`),
  path.map((argument) => ` | append: ${argument}`),
  path.map((zone) => ` | date: '%F %T', ${zone}`),
);
const expression = fc.tuple(path, filter).map((parts) => parts.join(""));

const { source } = fc.letrec<{ source: string; node: string }>((tie) => ({
  source: fc.array(tie("node"), { minLength: 1, maxLength: 4 }).map((nodes) => nodes.join("")),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    expression.map((value) => `{{ ${value} }}`),
    fc.constantFrom("*word* ", "\n- ", "text\n\n", "{% break %}"),
    fc.tuple(name, expression).map(([target, value]) => `{% assign ${target} = ${value} %}`),
    expression.map((value) => `{% echo ${value} %}`),
    fc.tuple(path, path).map(([a, b]) => `{% cycle ${a}, ${b} %}`),
    fc.tuple(name, tie("source")).map(([target, body]) => `{% capture ${target} %}${body}{% endcapture %}`),
    fc.tuple(path, tie("source"), tie("source")).map(([c, a, b]) => `{% if ${c} %}${a}{% else %}${b}{% endif %}`),
    fc.tuple(path, path, tie("source")).map(([a, b, body]) => `{% unless ${a} == ${b} %}${body}{% endunless %}`),
    fc.tuple(name, path, tie("source")).map(([item, list, body]) => `{% for ${item} in ${list} %}${body}{% endfor %}`),
    fc.tuple(path, path, tie("source")).map(([a, b, body]) => `{% case ${a} %}{% when ${b} %}${body}{% endcase %}`),
  ),
}));

const key = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom("name", "id"));
const person = fc.record({ id: fc.string(), name: fc.string(), key, timezone: fc.constantFrom("Asia/Tokyo", "UTC") });
const entries = fc.array(person, { maxLength: 3 });
const scope: fc.Arbitrary<TemplateScope> = fc
  .record({
    recipient: person,
    actor: person,
    tenant: person,
    data: fc.record({ bare: person, x: fc.string(), key }),
    activities: entries,
    actors: entries,
    totalActivities: fc.nat(3),
    totalActors: fc.nat(3),
    timestamp: fc.constantFrom("2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
    vars: person,
    workflow: person,
    currentMessage: person,
    refs: person,
    run: person,
  })
  .map(buildScope);

/** The same scope, with all unread names taken from the other scope. */
function withOtherUnread(scope: TemplateScope, other: TemplateScope, roots: readonly string[]): TemplateScope {
  const mixed = { ...other };
  for (const root of roots) Reflect.set(mixed, root, Reflect.get(scope, root));
  return mixed;
}

function outcome(render: () => unknown): unknown {
  try {
    return render();
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("values that are not named are not read", () => {
  test("two scopes that differ elsewhere give the same text", () => {
    fc.assert(
      fc.property(source, scope, scope, (text, one, two) => {
        const compiled = compileText(text);
        if (!compiled.ok) return;
        const other = withOtherUnread(one, two, readsOfText(compiled.template).roots);
        expect(outcome(() => renderText(compiled.template, other))).toEqual(
          outcome(() => renderText(compiled.template, one)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("a template that does not read the recipient gives two recipients the same blocks", () => {
    fc.assert(
      fc.property(source, scope, scope, (markdown, one, two) => {
        const compiled = compileInAppTemplate({ markdown });
        if (!compiled.ok || readsOf(compiled.template).readsRecipient) return;
        const { recipient, refs, current_message, run, activities } = two;
        const other = { ...one, recipient, refs, current_message, run, activities };
        expect(outcome(() => renderInApp(compiled.template, other))).toEqual(
          outcome(() => renderInApp(compiled.template, one)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("caching results changes nothing: a fresh template gives the same", () => {
    fc.assert(
      fc.property(source, fc.array(scope, { minLength: 2, maxLength: 4 }), (markdown, scopes) => {
        const used = compileInAppTemplate({ markdown });
        for (const each of [...scopes, ...scopes]) {
          const fresh = compileInAppTemplate({ markdown });
          if (!used.ok || !fresh.ok) return;
          const [usedTemplate, freshTemplate] = [used.template, fresh.template];
          expect(outcome(() => renderInApp(usedTemplate, each))).toEqual(
            outcome(() => renderInApp(freshTemplate, each)),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
