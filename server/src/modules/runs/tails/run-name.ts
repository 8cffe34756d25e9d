/** Run ids begin with the trigger's sequence number, so that names sort runs of older triggers first. */
export function runName(lane: number, id: string): string {
  return `${id} ${lane}`;
}

/** The run that a name means; null for a text that is none. */
export function runOfName(name: string): { lane: number; id: string } | null {
  const [id, lane] = name.split(" ");
  return id === undefined || lane === undefined ? null : { id, lane: Number(lane) };
}
