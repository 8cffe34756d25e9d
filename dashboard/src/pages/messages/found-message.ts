import type { MessageQuery } from "../../api/generated/operations.js";

/** A node that is a message. */
export type FoundMessage = Extract<NonNullable<MessageQuery["node"]>, { readonly channelKey: string }>;
