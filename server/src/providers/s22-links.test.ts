import { expect, test } from "@jest/globals";
import type { EmailMessage } from "./kit/message.js";
import { PROVIDERS } from "./list.js";
import { credentialsOf } from "./record/record-requests.js";
import { FIXED_NOW, fixedCases } from "./record/fixed-cases.js";

const LINK = "https://acme.example/plans?a=1&b=2#c";

/** How each vendor is told to leave links alone; null where its API has no such switch, so that its page says what to do. */
const SWITCHED_OFF: Readonly<Record<string, RegExp | null>> = {
  bird: /"track_clicks":false/,
  postmark: /"TrackOpens":false.*"TrackLinks":"None"/s,
  resend: null,
  sendgrid: /"click_tracking":\{"enable":false,"enable_text":false\}.*"open_tracking":\{"enable":false\}/s,
  ses: null,
  smtp: null,
};

const emails = PROVIDERS.filter(
  ({ channelTypes, guarantee }) => guarantee !== "local" && channelTypes.some((type) => type === "EMAIL"),
);

test.each(emails.map((provider) => [provider.key, provider] as const))(
  "S-22: %s gets links as they were written, and is told not to lead them through itself",
  async (key, provider) => {
    const { minimal } = fixedCases(provider);
    const html = `<p><a href="${LINK.replace("&", "&amp;")}">Plans</a></p>`;
    const message = { ...(minimal as EmailMessage), text: `Plans: ${LINK}`, html };
    const { settings } = provider.example;
    const request = await provider.buildRequest(message, settings, credentialsOf(provider, message), FIXED_NOW);
    if (request.kind === "local" || request.kind === "unsendable") throw new Error(`${key} makes no request.`);
    const body = Buffer.from(request.body ?? "").toString("utf8");
    const written = body.replaceAll("=\r\n", "").replaceAll("=3D", "=").replaceAll('\\"', '"');
    expect(written).toContain(`Plans: ${LINK}`);
    expect(written).toContain(html);
    expect(Object.keys(SWITCHED_OFF)).toContain(key);
    const off = SWITCHED_OFF[key];
    if (off) expect(body).toMatch(off);
    else expect([key, ...provider.docs.notes].join(" ")).toMatch(/smtp|track/i);
  },
);
