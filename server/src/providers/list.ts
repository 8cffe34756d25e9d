import type { Provider } from "./kit/provider.js";
import { bird } from "./bird/provider.js";
import { http } from "./http/provider.js";
import { mailbox } from "./mailbox/provider.js";
import { postmark } from "./postmark/provider.js";
import { resend } from "./resend/provider.js";
import { sendgrid } from "./sendgrid/provider.js";
import { ses } from "./ses/provider.js";
import { smtp } from "./smtp/provider.js";
import { slack } from "./slack/provider.js";
import { twilio } from "./twilio/provider.js";

/** The providers of this release, in the order in which they are shown. */
export const PROVIDERS: readonly Provider[] = [
  mailbox,
  smtp,
  ses,
  resend,
  sendgrid,
  postmark,
  twilio,
  bird,
  slack,
  http,
];
