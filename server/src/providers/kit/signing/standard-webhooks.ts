import { createHmac } from "node:crypto";
import { signatureVerdict, unverified, type CallbackRequest, type Verdict } from "../callback.js";
import { isEqual, isRecent } from "./equal.js";

/** The names of the three headers; `svix-` and `webhook-` are the same scheme. */
type Prefix = "webhook" | "svix";

/** The signature of a body by Standard Webhooks: `v1,<base64>`. */
export function signStandardWebhook(
  secret: string,
  id: string,
  timestampSeconds: number,
  body: string | Uint8Array,
): string {
  const mac = createHmac("sha256", secretBytes(secret)).update(`${id}.${timestampSeconds}.`).update(body);
  return `v1,${mac.digest("base64")}`;
}

/** Whether a callback is signed with the secret, not more than five minutes ago. */
export function verifyStandardWebhook(
  request: CallbackRequest,
  secret: string,
  now: number,
  prefix: Prefix = "webhook",
): Verdict {
  const id = request.headers[`${prefix}-id`];
  const timestamp = request.headers[`${prefix}-timestamp`];
  const signatures = request.headers[`${prefix}-signature`];
  if (!id || !timestamp || !signatures) return unverified(`The ${prefix} headers are missing.`);
  if (!/^\d{1,12}$/.test(timestamp) || !isRecent(timestamp, now)) {
    return unverified("The callback is older or newer than five minutes.");
  }
  const expected = signStandardWebhook(secret, id, Number(timestamp), request.body);
  const isSigned = signatures.split(" ").some((each) => isEqual(each, expected));
  return signatureVerdict(isSigned);
}

function secretBytes(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}
