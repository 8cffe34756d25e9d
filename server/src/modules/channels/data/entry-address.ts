import { hash } from "node:crypto";

/** Where a push or a chat message goes, as providers take it. */
export type EntryAddress =
  | { token: string }
  | { endpoint: string; p256dh: string; auth: string }
  | { webhookUrl: string }
  | { channelId: string }
  | { userId: string };

const ID_LENGTH = 22;

/** What an address is called in messages and deliveries. The other keys of a browser's subscription change with its endpoint. */
export function entryIdOf(address: EntryAddress): string {
  const [name = "", value = ""] = Object.entries(address)[0] ?? [];
  return hash("sha256", `${name}\n${value}`, "base64url").slice(0, ID_LENGTH);
}
