/** The owner of channel data. */
export type DataOwner = { kind: "recipient"; recipientKey: string } | { kind: "tenant"; tenantId: string };

/** A string form of an owner, which `parseOwner` parses. */
export function ownerName(owner: DataOwner): string {
  return owner.kind === "tenant" ? `t:${owner.tenantId}` : `r:${owner.recipientKey}`;
}

export function parseOwner(name: string): DataOwner {
  const text = name.slice(2);
  return name.startsWith("t:") ? { kind: "tenant", tenantId: text } : { kind: "recipient", recipientKey: text };
}
