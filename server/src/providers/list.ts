import type { Provider } from "./kit/provider.js";
import { apns } from "./apns/provider.js";
import { bird } from "./bird/provider.js";
import { discord } from "./discord/provider.js";
import { expo } from "./expo/provider.js";
import { fcm } from "./fcm/provider.js";
import { http } from "./http/provider.js";
import { mailbox } from "./mailbox/provider.js";
import { postmark } from "./postmark/provider.js";
import { resend } from "./resend/provider.js";
import { sendgrid } from "./sendgrid/provider.js";
import { ses } from "./ses/provider.js";
import { slack } from "./slack/provider.js";
import { smtp } from "./smtp/provider.js";
import { teams } from "./teams/provider.js";
import { twilio } from "./twilio/provider.js";
import { vonage } from "./vonage/provider.js";
import { webpush } from "./webpush/provider.js";

/** The providers of this release, in the order in which they are shown. */
export const PROVIDERS: readonly Provider[] = [
  mailbox,
  smtp,
  ses,
  resend,
  sendgrid,
  postmark,
  twilio,
  vonage,
  bird,
  apns,
  fcm,
  expo,
  webpush,
  slack,
  discord,
  teams,
  http,
];
