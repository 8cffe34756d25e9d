import { describe, expect, test } from "@jest/globals";
import { buildScope } from "../../../../test/support/template-scope.js";
import type { Json } from "../../../platform/json.js";
import { compileText, isTemplate, renderText } from "../index.js";

type ScopeParts = Parameters<typeof buildScope>[0];

function text(source: string, parts: ScopeParts = {}): string {
  const compiled = compileText(source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return renderText(compiled.template, buildScope(parts));
}

describe("plain text", () => {
  test("outputs are not escaped", () => {
    expect(text("{{ data.a }}-{{ actor.id }}", { data: { a: "<*>" } })).toBe("<*>-bob");
    expect(text("{{ data.missing.deep }}|{{ tenant.name }}|{{ nothing }}")).toBe("||");
  });

  test("templates are distinguished from plain strings", () => {
    expect([isTemplate("data.id"), isTemplate("{{ data.id }}"), isTemplate("{% if x %}{% endif %}")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("contains nothing that Postgres cannot store", () => {
    expect(
      text("{{ data.a | from_json }}{{ data.b | slice: 0, 1 }}", { data: { a: '"x\\u0000\\ud800"', b: "a" } }),
    ).toBe("x\uFFFDa");
  });

  test("issues contain the given path", () => {
    const result = compileText("{% nope %}", ["steps", "0", "key"]);
    expect(result.ok ? [] : result.issues).toEqual([
      { path: ["steps", "0", "key"], code: "invalid_template", message: 'Line 1, column 1: tag "nope" not found.' },
    ]);
  });
});

describe("dates", () => {
  test.each([
    ["{{ '2023-12-31T19:30:00Z' | date: '%-I:%M %p %Z', 'America/New_York' }}", "2:30 PM EST"],
    ["{{ '2023-12-31T19:30:00Z' | date: '%Y-%m-%d %H:%M' }}", "2023-12-31 19:30"],
    ["{{ '2023-12-31T19:30:00+05:30' | date: '%H:%M %z %:z' }}", "19:30 +0530 +05:30"],
    ["{{ '2023-12-31T19:30:00Z' | date: '%H:%M', '+02:00' }}", "21:30"],
    ["{{ '2023-12-31' | date: '%A %a %B %b %e|%-d|%^a|%j|%y|%C' }}", "Sunday Sun December Dec 31|31|SUN|365|23|20"],
    [
      "{{ '2024-02-03 04:05:06' | date: '%e|%l|%k|%I|%P|%S|%L|%s|%q|%%|%D|%F|%T|%R' }}",
      " 3| 4| 4|04|am|06|000|1706933106|rd|%|02/03/24|2024-02-03|04:05:06|04:05",
    ],
    ["{{ '2024-02-03' | date: '%u|%w|%U|%W|%V|%G|%Q|%_5d|%05e' }}", "6|6|04|05|05|2024|%Q|    3|00003"],
    ["{{ 0 | date: '%F' }} {{ '86400' | date: '%F' }}", "1970-01-01 1970-01-02"],
    ["{{ 'Sun, 31 Dec 2023 19:30:00 GMT' | date: '%F' }}", "2023-12-31"],
    ["{{ '2024-01-01T00:00:00Z' | date }}", "Monday, January 1, 2024 at 12:00 am +0000"],
    [
      "{{ 'soon' | date: '%F' }}|{{ nil | date: '%F' }}|{{ data | date: '%F' | json }}",
      'soon||{"documentId":"d1","document":"Plan"}',
    ],
    ["{{ '2024-01-01T12:00:00Z' | date: '%H', 'Nowhere/Land' }}", "12"],
    ["{{ '2024-01-01T00:30:00Z' | timezone: 'America/New_York' }}", "2023-12-31T19:30:00-05:00"],
    ["{{ '2023-12-31T19:30:00Z' | format_date_in_locale: 'en-GB', 'long' }}", "31 December 2023"],
    ["{{ '2023-12-31T23:30:00Z' | format_date_in_locale: 'de_DE', 'short', 'Europe/Berlin' }}", "01.01.24"],
    ["{{ '2023-12-31T19:30:00Z' | format_datetime_in_locale: 'en-GB', 'medium', 'short' }}", "31 Dec 2023, 19:30"],
    ["{{ '2023-12-31T19:30:00Z' | format_date_in_locale: 'not a locale', 'long' }}", "December 31, 2023"],
  ])("%s is %s", (source, expected) => {
    expect(text(source)).toBe(expected);
  });

  test("now and today are the time of the scope, whatever the template assigns", () => {
    const timestamp = "2030-05-06T07:08:09Z";
    expect(
      text("{% assign timestamp = 1 %}{{ 'now' | date: '%F %T' }} {{ 'today' | date: '%F' }}", { timestamp }),
    ).toBe("2030-05-06 07:08:09 2030-05-06");
  });
});

describe("numbers", () => {
  test.each([
    ["{{ 10000 | format_number: 'en' }} {{ '10000.5' | format_number: 'de' }}", "10,000 10.000,5"],
    ["{{ 10 | currency }} {{ 10.5 | currency: 'gbp', 'en' }}", "$10.00 £10.50"],
    ["{{ 10.99 | rounded_currency: 'GBP', 'en' }}", "£11"],
    ["{{ 10 | currency: 'x1' }}", "10 x1"],
    ["{{ 'many' | currency }}|{{ nil | format_number }}", "many|"],
    ["{% for n in (0..2) %}{{ n | pluralize: 'user', 'users' }} {% endfor %}", "users user users "],
    ["{{ '1' | pluralize: 'a', 'b' }}", "a"],
    ["{{ '1.2.3' | compare_versions: '1.10' }}", "-1"],
    ["{{ 'v2.0.0' | compare_versions: '2' }}", "0"],
    ["{{ '1.0.0' | compare_versions: '1.0.0-rc.1' }}", "1"],
    ["{{ '1.0.0-alpha.2' | compare_versions: '1.0.0-alpha.10' }}", "-1"],
    ["{{ '1.0.0-1' | compare_versions: '1.0.0-a' }}", "-1"],
    ["[{{ 'x' | compare_versions: '1' }}]", "[]"],
  ])("%s is %s", (source, expected) => {
    expect(text(source)).toBe(expected);
  });
});

describe("strings and lists", () => {
  test.each([
    ["{{ data.o | json }}", '{"a":[1,null]}'],
    ["{{ data.j | from_json | map: 'a' | join: ',' }}|{{ 'no' | from_json }}", "1,2|"],
    ["{{ 'hello wORLD o\u2019neil' | titlecase }}", "Hello World O\u2019neil"],
    ["{{ 'hey' | md5 }}", "6057f13c496ecf7fd777ceb9e79ae285"],
    ["{{ 'hey' | sha256 }}", "fa690b82061edfd2852629aeba8a8977b57e40fcb77d1a7a28b26cba62591204"],
    ["{{ 'Polyjuice' | hmac_sha256: 'Polina' }}", "8e0d5d65cff1242a4af66c8f4a32854fd5fb80edcc8aabe9b302b29c7c71dc20"],
    ["{{ data.l | intersect: data.m | json }}|{{ nil | intersect: data.m | size }}", '[2,{"a":1}]|0'],
    ["{{ data.none | default: 'there' }} {{ false | default: 'x' }} {{ '' | default: 'y' }}", "there x y"],
    ["{{ 'a,b' | split: ',' | join: '+' }} {{ 'ab' | upcase }} {{ 5 | plus: 2 }}", "a+b AB 7"],
    ["{{ '**a**' | from_markdown }}", "<p><strong>a</strong></p>"],
  ])("%s is %s", (source, expected) => {
    const data = { o: { a: [1, null] }, j: '[{"a":1},{"a":2}]', l: [1, 2, { a: 1 }, 2], m: [{ a: 1 }, 2, 3] };
    expect(text(source, { data })).toBe(expected);
  });
});

describe("`default`", () => {
  const shown = (value: Json | undefined, more = ""): string =>
    text(`{{ data.v | default: "other"${more} }}`, { data: value === undefined ? {} : { v: value } });

  test.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["null", null],
    ["false", false],
    ["no text", ""],
    ["blanks", "  "],
    ["tabs and line ends", "\t\r\n"],
    ["blanks that do not break", "\u00a0\u202f"],
    ["ideographic blanks", "\u3000"],
    ["characters without a width", "\u200b\u2060\ufeff"],
    ["marks of direction", "\u200f\u202e"],
    ["fillers of Hangul and Braille", "\u3164\u2800\uffa0"],
    ["control characters", "\u0007"],
    ["an empty list", []],
  ])("F14: replaces %s", (_, value) => {
    expect(shown(value)).toBe("other");
  });

  test.each<[Json, string]>([
    ["a", "a"],
    [" a ", " a "],
    ["\u3000名\u3000", "\u3000名\u3000"],
    [".", "."],
    ["🎉", "🎉"],
    ["0", "0"],
    [0, "0"],
    [true, "true"],
    [[1, 2], "12"],
  ])("F14: keeps %j", (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  test("F14: keeps false with `allow_false`, and nothing else", () => {
    expect(shown(false, ", allow_false: true")).toBe("false");
    for (const value of [null, "", " ", []]) expect(shown(value, ", allow_false: true")).toBe("other");
    expect(shown(false, ", allow_false: false")).toBe("other");
  });

  test("F14: may follow another filter, and be followed by one", () => {
    const data = { v: " \u200b ", w: "x" };
    expect(text("{{ data.v | strip | default: data.w | upcase }}", { data })).toBe("X");
    expect(text("{{ data.v | default: data.none | default: 'last' }}", { data })).toBe("last");
  });
});
