export interface WorkflowNameProps {
  readonly workflowKey: string;
  /** Null where it is not known. */
  readonly version: number | null;
}

/** A workflow and its version, such as `comments@3`. */
export function WorkflowName({ workflowKey, version }: WorkflowNameProps) {
  return <code>{version === null ? workflowKey : `${workflowKey}@${version}`}</code>;
}
