/**
 * A recipient's key: `u/<userId>` or `o/<collection>/<objectId>`. A collection never contains a slash, so the key can
 * be parsed without escaping. It identifies a recipient in every table, whether or not the user is known.
 */
export type RecipientRef = { kind: "user"; userId: string } | { kind: "object"; collection: string; objectId: string };

export function userKey(userId: string): string {
  return `u/${userId}`;
}

export function objectKey(collection: string, objectId: string): string {
  return `o/${collection}/${objectId}`;
}

export function isObjectKey(recipientKey: string): boolean {
  return recipientKey.startsWith("o/");
}

export function parseRecipientKey(recipientKey: string): RecipientRef {
  if (recipientKey.startsWith("u/")) return { kind: "user", userId: recipientKey.slice(2) };
  const slash = recipientKey.indexOf("/", 2);
  return { kind: "object", collection: recipientKey.slice(2, slash), objectId: recipientKey.slice(slash + 1) };
}
