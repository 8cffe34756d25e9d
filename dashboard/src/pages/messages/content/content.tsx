import type { ContentFragment } from "../../../api/generated/operations.js";
import { Facts } from "../../../components/facts/details.js";
import styles from "./content.module.css";
import type { FoundMessage } from "../found-message.js";
import { textOfHtml } from "./text-of-html.js";

/** What a message says, as text: no HTML of others becomes part of this page. */
export function Content({ message }: { readonly message: FoundMessage }) {
  return (
    <section aria-labelledby="content">
      <h2 id="content">Content</h2>
      {"blocks" in message ? <Blocks blocks={message.blocks} /> : <Outside content={message.content} />}
    </section>
  );
}

type Block = Extract<FoundMessage, { readonly blocks: unknown }>["blocks"][number];

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <div className={styles["card"]}>
      {blocks.map((block) => (
        <BlockText key={block.name} block={block} />
      ))}
    </div>
  );
}

function BlockText({ block }: { readonly block: Block }) {
  if ("text" in block) return <p>{block.text}</p>;
  if ("html" in block) return <p>{textOfHtml(block.html)}</p>;
  if (!("buttons" in block)) return null;
  return (
    <ul className={styles["buttons"]}>
      {block.buttons.map(({ name, label, action }) => (
        <li key={name}>
          <span>{label}</span>
          {action !== "" && <code>{action}</code>}
        </li>
      ))}
    </ul>
  );
}

function Outside({ content }: { readonly content: ContentFragment | null }) {
  if (!content) return <p className={styles["none"]}>It is no longer kept, or hidden from your role.</p>;
  switch (content.__typename) {
    case "EmailContent":
      return (
        <>
          <Facts
            facts={[
              ["Subject", content.subject],
              ["From", content.from],
              ["To", content.to],
            ]}
          />
          <pre className={styles["text"]} tabIndex={0} role="region" aria-label="Text of the mail">
            {content.text}
          </pre>
        </>
      );
    case "SmsContent":
      return (
        <div className={styles["card"]}>
          <p>{content.text}</p>
          {content.to !== null && <code>{content.to}</code>}
        </div>
      );
    case "PushContent":
      return (
        <div className={styles["card"]}>
          {content.title !== null && <strong>{content.title}</strong>}
          <p>{content.body}</p>
        </div>
      );
    case "ChatContent":
      return (
        <div className={styles["card"]}>
          <p>{content.text}</p>
        </div>
      );
    default:
      return <p className={styles["none"]}>An HTTP call.</p>;
  }
}
