/** An unsigned token for a user. */
export function tokenFor(sub: string, claims: object = {}): string {
  const parts = ["{}", JSON.stringify({ sub, ...claims }), "sig"];
  return parts.map((part) => Buffer.from(part).toString("base64url")).join(".");
}
