import { hash } from "node:crypto";

/** The address of a push or a chat message, as providers take it. */
export type EntryAddress =
  | { token: string }
  | { endpoint: string; p256dh: string; auth: string }
  | { webhookUrl: string }
  | { channelId: string }
  | { userId: string };

const ID_LENGTH = 22;

/**
 * The id of an address in messages and deliveries. A browser's id depends on its endpoint only, because its other
 * keys change with the endpoint.
 */
export function entryIdOf(address: EntryAddress): string {
  const [name = "", value = ""] = Object.entries(address)[0] ?? [];
  return hash("sha256", `${name}\n${value}`, "base64url").slice(0, ID_LENGTH);
}
