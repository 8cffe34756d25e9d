import type { ChannelType } from "../../channels/index.js";
import type { InAppTemplate } from "../in-app-template.js";
import type { ChannelTemplate } from "./channel-template.js";
import { chatTemplate, type ChatContent, type ChatTemplate } from "./chat.js";
import { emailTemplate, type EmailContent, type EmailTemplate } from "./email.js";
import { inAppTemplate, type InAppContent } from "./in-app.js";
import { pushTemplate, type PushContent, type PushTemplate } from "./push.js";
import { smsTemplate, type SmsContent, type SmsTemplate } from "./sms.js";
import { webhookTemplate, type WebhookContent, type WebhookTemplate } from "./webhook.js";

/** The types of channel that steps can send by. A new one is a file here, a line here and a line in the table below. */
interface TemplatesByType {
  IN_APP: { document: InAppTemplate; content: InAppContent };
  EMAIL: { document: EmailTemplate; content: EmailContent };
  SMS: { document: SmsTemplate; content: SmsContent };
  PUSH: { document: PushTemplate; content: PushContent };
  CHAT: { document: ChatTemplate; content: ChatContent };
  WEBHOOK: { document: WebhookTemplate; content: WebhookContent };
}

export type TemplateType = keyof TemplatesByType & ChannelType;

/** The template that a step contains. */
export type TemplateDocument<Type extends TemplateType = TemplateType> = TemplatesByType[Type]["document"];

/** The content of a message, with its channel type. */
export type MessageContent<Type extends TemplateType = TemplateType> = TemplatesByType[Type]["content"];

type Templates = { readonly [Type in TemplateType]: ChannelTemplate<TemplateDocument<Type>, MessageContent<Type>> };

const TEMPLATES: Templates = {
  IN_APP: inAppTemplate,
  EMAIL: emailTemplate,
  SMS: smsTemplate,
  PUSH: pushTemplate,
  CHAT: chatTemplate,
  WEBHOOK: webhookTemplate,
};

export function channelTemplate<Type extends TemplateType>(
  type: Type,
): ChannelTemplate<TemplateDocument<Type>, MessageContent<Type>> {
  return TEMPLATES[type];
}

export const TEMPLATE_TYPES: readonly TemplateType[] = Object.keys(TEMPLATES).filter(isTemplateType);

export function isTemplateType(type: unknown): type is TemplateType {
  return typeof type === "string" && Object.hasOwn(TEMPLATES, type);
}
