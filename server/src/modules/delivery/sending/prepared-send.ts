import type { Answer } from "../../../providers/kit/answer.js";
import type { ProviderRequest } from "../../../providers/kit/request.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { OnUncertain } from "../../channels/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { FoundToken } from "../tokens/access-tokens.service.js";
import type { Redaction } from "./request-log.js";

/** A delivery with its request. */
export interface PreparedSend {
  delivery: ClaimedDelivery;
  provider: Provider;
  position: number;
  providerCount: number;
  policy: OnUncertain;
  redaction: Redaction;
  /** The access token in the request; null if the provider needs none. */
  token: FoundToken | null;
  /** The request; or, if none can be built, the answer that results from that. */
  request: ProviderRequest | { kind: "unsendable"; answer: Answer };
  hash: string;
  /** Whether the request replaces an older message at the provider. */
  action: "send" | "replace";
  /** Until when a repeat with the request's key has no effect, in milliseconds since 1970; null without a key. */
  keyEndsAt: number | null;
}
