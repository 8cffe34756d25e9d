import { conditionWords } from "./conditions.js";
import { isJson, textOf, type Json, type Step } from "./document.js";

/** What a step is called, and what it does. */
export interface StepWords {
  readonly title: string;
  readonly summary: string;
  /** The condition under which it happens; null for always. */
  readonly condition: string | null;
}

export const TYPE_NAMES: Readonly<Record<string, string>> = {
  channel: "Send",
  delay: "Wait",
  batch: "Collect",
  throttle: "Limit",
  branch: "Branch",
};

export function describeStep(step: Step): StepWords {
  const conditions = step["conditions"];
  const name = textOf(step, "name");
  const words = wordsOf(step);
  return {
    title: name === "" ? words.title : name,
    summary: words.summary,
    condition: isJson(conditions) ? conditionWords(conditions) : null,
  };
}

function wordsOf(step: Step): Pick<StepWords, "title" | "summary"> {
  switch (step.type) {
    case "channel":
      return { title: channelName(textOf(step, "channelKey")), summary: templateWords(step["template"]) };
    case "delay":
      return { title: "Wait", summary: windowWords(step, "for") };
    case "batch":
      return { title: "Collect", summary: `${windowWords(step, "window")}${keyWords(step)}` };
    case "throttle":
      return { title: "Limit", summary: throttleWords(step) };
    case "branch":
      return { title: "Branch", summary: "takes the first way whose conditions hold" };
    default:
      return { title: step.type, summary: "" };
  }
}

function channelName(key: string): string {
  return key === "" ? "Send" : key;
}

/** The first words of a template, as text rather than source. */
export function templateWords(template: unknown): string {
  if (!isJson(template)) return "";
  const fields = ["subject", "title", "markdown", "text", "body", "summary", "url", "html"];
  const first = fields.map((field) => textOf(template, field)).find((text) => text.trim() !== "");
  return plainWords(first ?? (isJson(template["json"]) ? "JSON of the provider" : ""));
}

const LONGEST = 140;

/** Markdown and Liquid shortened to what people read: `**{{ actor.name }}** wrote` becomes `actor.name wrote`. */
export function plainWords(source: string): string {
  const plain = source
    .replace(/\{%.*?%\}/gs, " ")
    .replace(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (_, inner: string) => `‹${inner.split("|")[0]?.trim() ?? ""}›`)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(/[*`#>]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** Such as `3 hours`. */
export function lengthWords(duration: unknown): string {
  if (!isJson(duration)) return "…";
  const { value } = duration;
  const unit = textOf(duration, "unit").replace(/s$/, "");
  return typeof value === "number" ? `${value} ${unit}${value === 1 ? "" : "s"}` : "…";
}

function windowWords(step: Step, fixed: "for" | "window"): string {
  const offset = isJson(step["offset"]) ? offsetWords(step["offset"]) : "";
  if (isJson(step["rule"])) return `until ${offset}${ruleWords(step["rule"])}`;
  if (typeof step["until"] === "string") return `until ${offset}${step["until"]}`;
  return `for ${lengthWords(step[fixed])}`;
}

function offsetWords(offset: Json): string {
  return `${lengthWords(offset)} ${textOf(offset, "direction")} `;
}

const DAYS: Readonly<Record<string, string>> = {
  ...{ mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday" },
  ...{ sun: "Sunday", weekdays: "weekdays", weekends: "weekends" },
};

/** Such as `Monday at 09:00`. */
export function ruleWords(rule: Json): string {
  const { days, hours, minutes } = rule;
  const frequency = textOf(rule, "frequency");
  const minute = typeof minutes === "number" ? String(minutes).padStart(2, "0") : "00";
  if (frequency === "hourly") return `the next hour, at minute ${minute}`;
  const time = typeof hours === "number" ? ` at ${String(hours).padStart(2, "0")}:${minute}` : "";
  const list = (Array.isArray(days) ? days : [days]).map((day) => DAYS[String(day)] ?? "").filter((day) => day !== "");
  if (list.length > 0) return `${list.join(", ")}${time}`;
  const day = rule["dayOfMonth"] ?? rule["day_of_month"];
  if (frequency === "monthly") return `day ${typeof day === "number" ? day : 1} of the month${time}`;
  return `${frequency === "weekly" ? "the next week" : "the next day"}${time}`;
}

function keyWords(step: Step): string {
  const key = textOf(step, "key");
  return key === "" ? "" : `, by ${key}`;
}

function throttleWords(step: Step): string {
  const limit = typeof step["limit"] === "number" ? step["limit"] : 1;
  const window = isJson(step["window"]) ? `within ${lengthWords(step["window"])}` : windowWords(step, "window");
  return `${limit === 1 ? "one run" : `${limit} runs`} ${window}${keyWords(step)}`;
}
