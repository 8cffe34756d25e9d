import type { z } from "zod";
import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../../channels/index.js";
import type { ChatTemplate } from "../../templates/index.js";
import { parseCondition, variablesOf, type Condition, type ParsedCondition } from "../../conditions/index.js";
import { describeShapeIssue } from "../words/shape-words.js";

/** The parts of the environment that a document may refer to. */
export interface WorkflowSurroundings {
  /** The environment's channels; null when they need not be looked at, as in a version that was committed before. */
  channels: readonly { key: string; type: ChannelType }[] | null;
  /** Additional link schemes of the environment; none by default. */
  linkSchemes?: readonly string[];
  /** The faults of the `dataSchema` if they are known; otherwise it is checked with the document. */
  schemaIssues?: readonly InputIssue[];
}

type Path = readonly string[];

/** One pass over a document. Collects everything that is wrong; paths start at the document. */
export class ParseContext {
  readonly issues: InputIssue[] = [];
  /** Refs of the steps read so far, with the path of each. */
  readonly refs = new Map<string, Path>();
  /** Chat steps read so far, by ref. */
  readonly chatSteps = new Map<string, { channelKey: string; template: ChatTemplate }>();
  stepCount = 0;

  constructor(readonly surroundings: WorkflowSurroundings) {}

  refuse(path: Path, code: string, message: string): null {
    this.issues.push({ path: [...path], code, message });
    return null;
  }

  /** The value if it has this shape; otherwise null, and the faults are recorded. */
  shape<T>(schema: z.ZodType<T>, value: unknown, path: Path): T | null {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#note(issue, value, path);
    return null;
  }

  /** Conditions of the whole workflow must not refer to steps, since none has run yet. */
  triggerCondition(value: unknown, path: Path): Condition | null {
    if (value === undefined) return null;
    return this.#take(parseCondition(value, [...path]));
  }

  /** Conditions of a step: may ask about steps before it. */
  stepCondition(value: unknown, path: Path): Condition | null {
    if (value === undefined) return null;
    const condition = this.#take(parseCondition(value, [...path], { allowMessageStatus: true }));
    for (const variable of condition ? variablesOf(condition) : []) {
      const ref = refOf(variable);
      if (ref === null || this.refs.has(ref)) continue;
      this.refuse(path, "unknown_ref", `No step before this one has the ref "${ref}".`);
    }
    return condition;
  }

  #take(parsed: ParsedCondition): Condition | null {
    if (parsed.ok) return parsed.condition;
    this.issues.push(...parsed.issues);
    return null;
  }

  #note(issue: z.core.$ZodIssue, value: unknown, base: Path): void {
    const path = [...base, ...issue.path.map(String)];
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys)
        this.refuse([...path, key], "unknown_key", "There is no such field here; check its spelling.");
      return;
    }
    const isMissing = issue.code !== "custom" && valueAt(value, issue.path) === undefined;
    const { code, message } = describeShapeIssue(issue, isMissing);
    this.refuse(path, code, message);
  }
}

/** The ref that a variable such as `refs.bell.engagement_status` asks about. */
function refOf(variable: string): string | null {
  const [root, ref] = variable.split(".");
  return root === "refs" ? (ref ?? "") : null;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at) && typeof key === "number") return at[key];
    return isJsonObject(at) && typeof key === "string" && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}
