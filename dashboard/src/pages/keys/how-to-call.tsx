import { addressOf } from "../../app/page-address.js";
import { CopyButton } from "../../components/frame/copy-button.js";
import { Section } from "../../components/page/section.js";
import styles from "./keys.module.css";

/** Calls to copy, for this server. */
export function HowToCall() {
  const endpoint = new URL(addressOf("graphql"), location.href).href;
  return (
    <Section title="How to call" about="Everything is one GraphQL endpoint.">
      <Snippet label="curl with a secret key" text={curlOf(endpoint)} />
      <Snippet label="A user token that your backend signs" text={TOKEN} />
    </Section>
  );
}

function Snippet({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className={styles["snippet"]}>
      <header>
        <h3>{label}</h3>
        <CopyButton text={text} label="Copy" />
      </header>
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}

function curlOf(endpoint: string): string {
  const body = JSON.stringify({
    query: "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }",
    variables: { input: { workflowKey: "new-comment", recipients: [{ to: { userId: "ada" } }], data: {} } },
  });
  return [
    `curl ${endpoint} \\`,
    '  -H "Authorization: Bearer sk_…" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body}'`,
  ].join("\n");
}

const TOKEN = `import { signUserToken } from "@carillon/client/server";

const token = signUserToken({ userId: "ada", keyId, privateKey });`;
