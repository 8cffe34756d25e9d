import type { ListedRecipient } from "../../triggers/index.js";

/** The recipients that a call named, with their own data. */
export interface NamedRecipients {
  kind: "named";
  recipients: readonly ListedRecipient[];
}

/** The subscribers of an object that a call named, and of the objects subscribed to it. */
export interface ObjectSubscribers {
  kind: "subscribers";
  objectKey: string;
  /** The object and its descendants. */
  objectKeys: readonly string[];
}

/** The recipients of a fan-out. Each kind has a pager (`RecipientPager`). */
export type RecipientSource = NamedRecipients | ObjectSubscribers;

/** The columns of a fan-out that define its recipients. */
export interface SourceColumns {
  /** The object's key; "" for recipients named in the call. */
  source: string;
  recipients: ListedRecipient[] | null;
  object_keys: string[] | null;
}

export function recipientSource({ source, recipients, object_keys: objectKeys }: SourceColumns): RecipientSource {
  if (source === "") return { kind: "named", recipients: recipients ?? [] };
  return { kind: "subscribers", objectKey: source, objectKeys: objectKeys ?? [] };
}
