import { accepted, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules, type Meaning, type Meanings } from "../kit/answers/read-failure.js";
import { at, parseObject, textAt } from "../kit/answers/read-json.js";

function all(codes: string, meaning: Meaning): Meanings {
  return Object.fromEntries(codes.split(" ").map((code) => [code, meaning]));
}

/** Apple's reasons. If all tokens of a channel fail with the first two, the channel has the wrong environment. */
const CODES: Meanings = {
  ...all("BadDeviceToken", ["gone", "Apple does not know the device token; it may be one of the other environment."]),
  ...all("DeviceTokenNotForTopic", ["gone", "The device token belongs to another app than the bundle id says."]),
  ...all("Unregistered ExpiredToken", ["gone", "The app is no longer on the device."]),
  ...all("BadTopic MissingTopic TopicDisallowed InvalidPushType", ["config", "Apple does not take the bundle id."]),
  ...all("BadCertificate BadCertificateEnvironment Forbidden", ["auth", "Apple refuses the key."]),
  ...all("InvalidProviderToken MissingProviderToken UnrelatedKeyIdInToken BadEnvironmentKeyIdInToken", [
    "auth",
    "Apple refuses the key, its id or the team id.",
  ]),
  ...all("ExpiredProviderToken", ["auth", "The token of the key has expired."]),
  ...all(
    "PayloadEmpty BadMessageId BadPriority BadExpirationDate BadCollapseId DuplicateHeaders BadPath MethodNotAllowed",
    ["rejected", "Apple finds the request wrong. Please report this."],
  ),
  ...all("MissingDeviceToken", ["gone", "There is no device token."]),
  ...all("PayloadTooLarge", ["rejected", "The push is larger than the 4,096 bytes that Apple takes."]),
  ...all("TooManyRequests", ["throttled", "Apple asks to slow down for this device."]),
  ...all("TooManyProviderTokenUpdates", ["throttled", "Apple saw too many new tokens of the key."]),
  ...all("IdleTimeout", ["retry", "Apple closed an idle connection."]),
  ...all("InternalServerError", ["retry", "Apple has a fault of its own."]),
  ...all("ServiceUnavailable Shutdown", ["retry", "Apple is not available."]),
};

/** With the wrong environment or bundle id Apple says so of every device. */
const DOUBTFUL: ReadonlySet<string> = new Set(["BadDeviceToken", "DeviceTokenNotForTopic"]);

export const RULES: FailureRules = {
  vendor: "Apple",
  codeOf: (body) => textAt(body, "reason"),
  detailOf: () => null,
  codes: CODES,
  statuses: { 410: ["gone", "The app is no longer on the device."] },
};

export function readAnswer(answer: VendorAnswer, now: number): Answer {
  if (answer.status === 200) return accepted(answer.headers["apns-id"] ?? null);
  const failed = readFailure(answer, RULES, now);
  if (failed.outcome === "gone") {
    const since = at(parseObject(answer.body), "timestamp");
    if (typeof since === "number") return { ...failed, goneSince: since };
    return failed.code !== null && DOUBTFUL.has(failed.code) ? { ...failed, keepsAddress: true } : failed;
  }
  return failed.outcome === "auth" && failed.code === "ExpiredProviderToken"
    ? { ...failed, renewsAccessToken: true }
    : failed;
}
