import type { Job, MarkInput } from "../../feed/mark-job.js";
import { canonicalJson } from "../../json.js";

/** One field of a call: jobs with the same mark for different items. */
export interface JobGroup {
  readonly jobs: readonly Job[];
  readonly input: MarkInput;
}

// The API's limit of ids in one call.
export const MAX_IDS = 100;
// More fields would make the call cost more than a user's calls may.
const MAX_FIELDS = 5;

/** Marks that only add state: their order does not matter. */
export function isForward({ mark }: Job): boolean {
  return mark === "SEEN" || mark === "READ" || mark === "INTERACTED" || mark === "ARCHIVED";
}

/** The first jobs that fit one call, in order; neighbours with the same mark share a field. */
export function takeGroups(jobs: readonly Job[]): readonly JobGroup[] {
  const groups: Job[][] = [];
  let idCount = 0;
  for (const job of jobs) {
    idCount += idsOf(job).length;
    const last = groups.at(-1);
    if (idCount > MAX_IDS && groups.length > 0) break;
    if (last?.[0] !== undefined && isAlike(last[0], job)) last.push(job);
    else if (groups.length === MAX_FIELDS) break;
    else groups.push([job]);
  }
  return groups.map((group) => ({ jobs: group, input: inputOf(group) }));
}

export function idsOf({ target }: Job): readonly string[] {
  return target.kind === "ids" ? target.ids : [];
}

function isAlike(a: Job, b: Job): boolean {
  const of = ({ mark, target, input, until, isLinkClick }: Job) =>
    target.kind === "ids" &&
    canonicalJson({ mark, until, isLinkClick, metadata: "metadata" in input ? input.metadata : undefined });
  return of(a) !== false && of(a) === of(b);
}

function inputOf(jobs: readonly Job[]): JobGroup["input"] {
  const [first] = jobs;
  if (first === undefined) throw new Error("A field has at least one job.");
  return "ids" in first.input ? { ...first.input, ids: [...new Set(jobs.flatMap(idsOf))] } : first.input;
}
