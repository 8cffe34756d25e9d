import type { ChannelType } from "../../channels/index.js";
import type { OutboundContent } from "../sending/outbound-message.js";

const TITLE = "A test message";

/** What a test message of a channel says; null for channels of a type that has none. */
export function testContent(type: ChannelType, channelName: string): OutboundContent | null {
  const text = `This is a test of the channel "${channelName}". It works.`;
  switch (type) {
    case "EMAIL":
      return {
        ...{ type, subject: `${TITLE} of ${channelName}`, text, html: `<p>${escaped(text)}</p>` },
        ...{ to: null, from: null, cc: [], bcc: [], replyTo: null },
      };
    case "SMS":
      return { type, text, to: null, from: null };
    case "PUSH":
      return {
        ...{ type, title: TITLE, body: text, data: {}, isSilent: false, isUrgent: false },
        ...{ collapseKey: null, badge: null, sound: null, url: null },
      };
    case "CHAT":
      return { type, markdown: text, json: null, summary: TITLE, replyTo: null, channelId: null, userId: null };
    case "IN_APP":
    case "WEBHOOK":
      return null;
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
