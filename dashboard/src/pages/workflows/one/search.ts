/** What the address of a workflow says. */
export interface WorkflowSearch {
  readonly view?: "json";
  /** The ref of the step beside the column. */
  readonly step?: string;
}

export function readWorkflowSearch(search: Record<string, unknown>): WorkflowSearch {
  const { view, step } = search;
  return {
    ...(view === "json" ? { view } : {}),
    ...(typeof step === "string" && step !== "" ? { step } : {}),
  };
}

/** Which versions are compared: a number, or the draft. */
export interface VersionsSearch {
  readonly from?: number;
  readonly to?: number | "draft";
}

export function readVersionsSearch(search: Record<string, unknown>): VersionsSearch {
  const { from, to } = search;
  return {
    ...(isVersion(from) ? { from } : {}),
    ...(isVersion(to) || to === "draft" ? { to } : {}),
  };
}

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}
