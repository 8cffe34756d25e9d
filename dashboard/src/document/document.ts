/** A JSON object as the API gives it. */
export type Json = Readonly<Record<string, unknown>>;

export const STEP_TYPES = ["channel", "delay", "batch", "throttle", "branch"] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** A step of a workflow document. Members beyond these stay as they are written. */
export interface Step extends Json {
  readonly ref: string;
  readonly type: string;
}

/** One of the ways of a branch step. */
export interface Branch extends Json {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A workflow document. Members beyond these stay as they are written. */
export interface WorkflowDocument extends Json {
  readonly key: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a member; empty where it has none. */
export function textOf(json: Json | undefined, name: string): string {
  const value = json?.[name];
  return typeof value === "string" ? value : "";
}

/** A copy with one member changed; undefined leaves the member out. */
export function withMember<Whole extends Json>(json: Whole, name: string, value: unknown): Whole {
  if (value !== undefined) return { ...json, [name]: value };
  const { [name]: _, ...rest } = json;
  return rest as unknown as Whole;
}

/** The branches of a step; none for steps of other types. */
export function branchesOf(step: Step): readonly Branch[] {
  return step.type === "branch" && Array.isArray(step["branches"]) ? (step["branches"] as readonly Branch[]) : [];
}

/** What keeps a JSON value from being shown as steps; null if nothing does. The server checks everything else. */
export function whyNotSteps(value: unknown): string | null {
  if (!isJson(value)) return "The document must be an object.";
  if (typeof value["key"] !== "string") return "The document needs a `key`.";
  if (typeof value["name"] !== "string") return "The document needs a `name`.";
  return whyNotList(value["steps"], "steps");
}

function whyNotList(value: unknown, path: string): string | null {
  if (!Array.isArray(value)) return `\`${path}\` must be a list.`;
  const refs = value.map((step: unknown, index) => whyNotStep(step, `${path}.${index}`));
  return refs.find((why) => why !== null) ?? null;
}

function whyNotStep(value: unknown, path: string): string | null {
  if (!isJson(value)) return `\`${path}\` must be an object.`;
  if (typeof value["ref"] !== "string") return `\`${path}\` needs a \`ref\`.`;
  if (typeof value["type"] !== "string") return `\`${path}\` needs a \`type\`.`;
  if (value["type"] !== "branch") return null;
  if (!Array.isArray(value["branches"])) return `\`${path}.branches\` must be a list.`;
  for (const [index, branch] of value["branches"].entries()) {
    const where = `${path}.branches.${index}`;
    if (!isJson(branch) || typeof branch["name"] !== "string") return `\`${where}\` needs a \`name\`.`;
    const why = whyNotList(branch["steps"], `${where}.steps`);
    if (why !== null) return why;
  }
  return null;
}

/** The document, if it can be shown as steps. */
export function readDocument(value: unknown): WorkflowDocument | null {
  return whyNotSteps(value) === null ? (value as WorkflowDocument) : null;
}
