import type { z } from "zod";

/** A fault in the shape of a document. */
export interface ShapeFault {
  code: string;
  message: string;
}

/** Readable names for zod's expected types. Types that no shape uses are left out. */
const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};
const SOMETHING = "another kind of value";

/**
 * The message for an issue of zod, whose own messages contain its types (`expected nonoptional, received undefined`) and
 * change with its releases. Messages that our shapes define pass unchanged.
 */
export function describeShapeIssue(issue: z.core.$ZodIssue, isMissing: boolean): ShapeFault {
  const fault = faultOf(issue);
  return isMissing ? { code: "required", message: `This is missing. ${fault.message}` } : fault;
}

function faultOf(issue: z.core.$ZodIssue): ShapeFault {
  switch (issue.code) {
    case "invalid_type":
      return { code: "wrong_type", message: `This must be ${KINDS[issue.expected] ?? SOMETHING}.` };
    case "invalid_value":
      return { code: "invalid", message: `This must be ${listOf(issue.values)}.` };
    case "too_small": {
      const code = sizeCode(issue.origin, ["too_short", "too_few"]);
      return { code, message: `This must ${sizeOf(issue.origin, "at least", issue.minimum)}.` };
    }
    case "too_big": {
      const code = sizeCode(issue.origin, ["too_long", "too_many"]);
      return { code, message: `This must ${sizeOf(issue.origin, "at most", issue.maximum)}.` };
    }
    case "not_multiple_of":
      return { code: "out_of_range", message: `This must be a multiple of ${issue.divisor}.` };
    case "invalid_format":
      // Our patterns have their own messages; zod's begin like this.
      return { code: "invalid_format", message: ownWords(issue.message, "This text does not have the form needed.") };
    case "custom":
      return { code: "invalid", message: ownWords(issue.message, "This is not valid here.") };
    default:
      return { code: "invalid", message: "This is not valid here." };
  }
}

function ownWords(message: string, otherwise: string): string {
  return /^Invalid\b/.test(message) ? otherwise : message;
}

function listOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(String(value)));
  return words.length === 1 ? String(words[0]) : `one of ${words.join(", ")}`;
}

function sizeOf(origin: string, bound: string, size: number | bigint): string {
  if (origin === "string") return `have ${bound} ${counted(size, "character")}`;
  if (origin === "array") return `have ${bound} ${counted(size, "entry", "entries")}`;
  return `be ${bound} ${size}`;
}

function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${Number(count) === 1 ? one : many}`;
}

function sizeCode(origin: string, [ofText, ofList]: readonly [string, string]): string {
  if (origin === "string") return ofText;
  return origin === "array" ? ofList : "out_of_range";
}
