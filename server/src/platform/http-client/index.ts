export { HttpClient } from "./http-client.js";
export type { GuardRules } from "./guard.js";
export { readOriginMap, type OriginMap } from "./origin-map.js";
export type { MailRequest } from "./smtp.js";
export type { Answered, NotAnswered, OutgoingRequest, SendLimits, SendOutcome } from "./outcome.js";
