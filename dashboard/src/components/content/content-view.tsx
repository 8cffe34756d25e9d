import type { ShownContentFragment } from "../../api/generated/operations.js";
import { JsonBlock } from "../facts/details.js";
import styles from "./content-view.module.css";
import { EmailView } from "./email-view.js";
import { htmlElements } from "./html-elements.js";

/** A message as its receiver would see it. */
export function ContentView({ content }: { readonly content: ShownContentFragment }) {
  switch (content.__typename) {
    case "FeedContent":
      return <FeedItem blocks={content.blocks} />;
    case "EmailContent":
      return <EmailView email={content} />;
    case "SmsContent":
      return (
        <div>
          <p className={styles["bubble"]}>{content.words}</p>
          <p className={styles["about"]}>{smsWords(content.words, content.segmentCount)}</p>
        </div>
      );
    case "PushContent":
      return (
        <div className={styles["push"]}>
          <strong>{content.title ?? "The app"}</strong>
          <p>{content.isSilent ? "Silent: nothing is shown." : content.body}</p>
        </div>
      );
    case "ChatContent":
      return (
        <div className={styles["card"]}>
          <p className={styles["words"]}>{content.markdown}</p>
          {content.payload && <JsonBlock label="JSON of the provider" value={content.payload} />}
        </div>
      );
    case "WebhookContent":
      return (
        <div className={styles["card"]}>
          <p>
            <code>
              {content.method} {content.url}
            </code>
          </p>
          <JsonBlock label="Headers and query" value={{ headers: content.headers, query: content.query }} />
          {content.body !== "" && <p className={styles["words"]}>{content.body}</p>}
        </div>
      );
  }
}

type Block = Extract<ShownContentFragment, { readonly __typename: "FeedContent" }>["blocks"][number];

function FeedItem({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <div className={styles["card"]}>
      {blocks.map((block) => {
        switch (block.__typename) {
          case "MarkdownBlock":
            return (
              <div key={block.name} className={styles["html"]}>
                {htmlElements(block.html)}
              </div>
            );
          case "TextBlock":
            // The block `action_url` is where a click leads, not something to read.
            return block.name === "action_url" ? (
              <p key={block.name} className={styles["about"]}>
                opens <code>{block.text}</code>
              </p>
            ) : (
              <p key={block.name} className={styles["words"]}>
                {block.text}
              </p>
            );
          case "ButtonsBlock":
            return (
              <p key={block.name} className={styles["buttons"]}>
                {block.buttons.map(({ name, label, action }) => (
                  <span key={name} title={action}>
                    {label}
                  </span>
                ))}
              </p>
            );
        }
      })}
    </div>
  );
}

const GSM = /^[\w\s@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[\]~|€]*$/;

function smsWords(text: string, parts: number): string {
  const alphabet = GSM.test(text) ? "GSM alphabet" : "UCS-2, since it has letters beyond GSM";
  return `${text.length} characters, ${parts} ${parts === 1 ? "part" : "parts"}, ${alphabet}`;
}
