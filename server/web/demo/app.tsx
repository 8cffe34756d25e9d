import { type ReactElement, useState } from "react";
import { addressOf } from "../shared/page-address.js";
import { Composer } from "./composer.js";
import { type DocumentId, documentIn, WATCHED } from "./people.js";
import { Stories, type Told } from "./stories.js";
import { Desk } from "./desk.js";
import { useEmailRuns } from "./inbox.js";

const TOLD_MAX = 6;

/** Two users at their desks, the events between them, and the explanation of each notification. */
export function App({ publicKey }: { readonly publicKey: string }): ReactElement {
  const [told, setTold] = useState<readonly Told[]>([]);
  const [opened, setOpened] = useState<Readonly<Record<string, DocumentId>>>({});
  const emailRuns = useEmailRuns();
  const linked = documentIn(location.search);
  return (
    <div className="page">
      <header className="masthead">
        <a className="logo" href={addressOf("./")}>
          Carillon
        </a>
        <p>One call of notify, two people, live.</p>
        <nav>
          <a href={addressOf("graphql")}>GraphiQL</a>
          <a href={addressOf("mailbox")}>Mailbox</a>
        </nav>
      </header>
      <main className="stage">
        <div className="left">
          <Composer onSent={(event) => setTold((before) => [event, ...before].slice(0, TOLD_MAX))} />
          <Stories told={told} />
        </div>
        {WATCHED.map(({ userId }) => (
          <Desk
            key={userId}
            userId={userId}
            publicKey={publicKey}
            emailRuns={emailRuns[userId] ?? []}
            documentId={opened[userId] ?? linked ?? "launch-plan"}
            onOpen={(documentId) => setOpened((before) => ({ ...before, [userId]: documentId }))}
          />
        ))}
      </main>
    </div>
  );
}
