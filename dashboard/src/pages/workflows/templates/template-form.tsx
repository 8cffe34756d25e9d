import { ChatFields } from "./chat-fields.js";
import { EmailFields } from "./email-fields.js";
import { InAppFields } from "./in-app-fields.js";
import { PushFields } from "./push-fields.js";
import { SmsFields } from "./sms-fields.js";
import { setterOf, type TemplateFieldsProps, type TemplateFormProps } from "./template-props.js";
import { WebhookFields } from "./webhook-fields.js";
import { WordsField } from "./words-field.js";

/** What a message says, by the type of its channel. */
export function TemplateForm({ type, ...props }: TemplateFormProps) {
  switch (type) {
    case "IN_APP":
      return <InAppFields {...props} />;
    case "EMAIL":
      return <EmailFields {...props} />;
    case "SMS":
      return <SmsFields {...props} />;
    case "PUSH":
      return <PushFields {...props} />;
    case "CHAT":
      return <ChatFields {...props} />;
    case "WEBHOOK":
      return <WebhookFields {...props} />;
    case null:
      return <UnknownFields {...props} />;
  }
}

/** The channel does not exist, so that nothing is known but the texts. */
function UnknownFields(props: TemplateFieldsProps) {
  const texts = Object.entries(props.template).filter(([, value]) => typeof value === "string");
  const set = setterOf(props);
  return texts.map(([name]) => (
    <WordsField key={name} {...props} label={name} name={name} lines={4} onSet={(value) => set(name, value)} />
  ));
}
