import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const css = readFileSync(path.join(import.meta.dirname, "../src/app/tokens.css"), "utf8");

/** The colours of a token: light, dark. */
function coloursOf(token: string): [string, string] {
  const [, light, dark] = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css) ?? [];
  if (light === undefined || dark === undefined) throw new Error(`There is no token ${token}.`);
  return [light, dark];
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["ground", "card", "sunk"];
const TEXTS: [text: string, ground: string][] = [
  ...["ink", "soft", "accent", "ok", "warn", "bad"].flatMap((text) =>
    GROUNDS.map((ground): [string, string] => [text, ground]),
  ),
  ["on-accent", "accent"],
  ...["ok", "warn", "bad"].map((text): [string, string] => [text, `${text}-tint`]),
  ...["ink", "soft", "accent"].map((text): [string, string] => [text, "tint"]),
];

test.each(TEXTS)("%s is readable on %s, light and dark", (text, ground) => {
  const [texts, grounds] = [coloursOf(text), coloursOf(ground)];
  for (const index of [0, 1] as const) expect(contrast(texts[index], grounds[index])).toBeGreaterThanOrEqual(4.5);
});

test.each(GROUNDS)("the edge of a control is seen on %s", (ground) => {
  const [edges, grounds] = [coloursOf("edge"), coloursOf(ground)];
  for (const index of [0, 1] as const) expect(contrast(edges[index], grounds[index])).toBeGreaterThanOrEqual(3);
});
