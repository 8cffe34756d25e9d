import { type ReactElement, useEffect, useState } from "react";
import { addressOf } from "../shared/page-address.js";
import { type EmailRun, fetchEmailRuns } from "./demo-api.js";
import { type Email, emailsOf } from "./emails.js";

const ASK_EVERY_MS = 1000;
const SHOWN_MAX = 3;

export type EmailRuns = Readonly<Record<string, readonly EmailRun[]>>;

/** Asks every second, while the page is shown, what became of emails. */
export function useEmailRuns(): EmailRuns {
  const [runs, setRuns] = useState<EmailRuns>({});
  useEffect(() => {
    let isOver = false;
    const ask = async (): Promise<void> => {
      const found = document.hidden ? null : await fetchEmailRuns().catch(() => null);
      if (found && !isOver) setRuns(found);
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, []);
  return runs;
}

/** What one person gets by email, and what was not sent and why. */
export function Inbox({ name, runs }: { readonly name: string; readonly runs: readonly EmailRun[] }): ReactElement {
  const emails = emailsOf(runs, SHOWN_MAX);
  return (
    <section className="inbox" aria-label={`${name}'s email`}>
      <h3>
        Email <a href={addressOf("mailbox")}>Mailbox</a>
      </h3>
      {emails.length === 0 ? (
        <p>A mention is mailed after 10 seconds, unless {name} reads it in the bell first. A task is mailed at once.</p>
      ) : (
        <ul>
          {emails.map((email) => (
            <li key={email.runId} data-state={email.state}>
              <span className="inbox-title">{email.title}</span>
              <span className="inbox-state">{stateOf(email, name)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function stateOf(email: Email, name: string): ReactElement {
  switch (email.state) {
    case "waiting": {
      const seconds = Math.max(0, Math.ceil((email.until - Date.now()) / 1000));
      return (
        <>
          Goes out in {seconds} s, unless {name} reads it in the bell first
        </>
      );
    }
    case "going":
      return <>On its way</>;
    case "sent":
      return (
        <>
          Sent at {new Date(email.at).toLocaleTimeString()} ·{" "}
          <a href={addressOf(`mailbox#${email.messageId}`)}>Read the email</a>
        </>
      );
    case "not-sent":
      return (
        <>
          Not sent: {email.reason} <code>{email.code}</code>
        </>
      );
  }
}
