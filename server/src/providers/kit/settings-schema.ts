import type { JsonObject } from "../../platform/json.js";

/** JSON Schema of an object that has exactly these properties. */
export function settingsSchema(properties: Record<string, JsonObject>, required: string[]): JsonObject {
  return { type: "object", properties, required, additionalProperties: false };
}

/** A text that is stored encrypted and never readable again. */
export function secret(title: string, description: string): JsonObject {
  return { type: "string", minLength: 1, maxLength: 8192, writeOnly: true, title, description };
}

/** A secret that contains the address of messages: with it, a channel reaches recipients without channel data. */
export function addressSecret(title: string, description: string): JsonObject {
  return { ...secret(title, description), "x-address": true };
}

/** A text that everybody with access to the channel may read. */
export function text(title: string, description: string, more: JsonObject = {}): JsonObject {
  return { type: "string", minLength: 1, maxLength: 1024, title, description, ...more };
}

/** The secret of vendors that sign callbacks by Standard Webhooks. */
export const WEBHOOK_SECRET = secret(
  "Signing secret",
  "The secret of the webhook, `whsec_…`, with which callbacks are checked.",
);

/** The sender of every email provider. */
export const SENDER: JsonObject = {
  type: "object",
  title: "Sender",
  description:
    "The address, and the name to show, that mails come from. The vendor must have verified the address or its domain.",
  properties: {
    address: { type: "string", format: "email", maxLength: 254, title: "Address" },
    name: { type: "string", maxLength: 200, title: "Name" },
  },
  required: ["address"],
  additionalProperties: false,
};
