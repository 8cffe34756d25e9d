import { Feed, FeedPopover, FeedProvider } from "@carillon/react";
import type { ReactElement } from "react";
import { addressOf } from "../shared/page-address.js";
import type { EmailRun } from "./demo-api.js";
import { Inbox } from "./inbox.js";
import { DOCUMENTS, type DocumentId, documentIn, firstNameOf, nameOf, type UserId } from "./people.js";

export interface DeskProps {
  readonly userId: UserId;
  readonly publicKey: string;
  readonly documentId: DocumentId;
  readonly emailRuns: readonly EmailRun[];
  onOpen(documentId: DocumentId): void;
}

const ENDPOINT = addressOf("graphql");

/** What one person sees: a document, their bell, their feed, and their email. */
export function Desk({ userId, publicKey, documentId, emailRuns, onOpen }: DeskProps): ReactElement {
  const document = DOCUMENTS.find((each) => each.documentId === documentId) ?? DOCUMENTS[0];
  const follow = (url: string): void => {
    const documentId = documentIn(url);
    if (documentId) onOpen(documentId);
  };
  return (
    <FeedProvider endpoint={ENDPOINT} publicKey={publicKey} userId={userId} crossTab>
      <section className="desk" aria-label={`${firstNameOf(userId)}'s desk`}>
        <div className="desk-bar">
          <span className={`face face-${userId}`} aria-hidden="true">
            {firstNameOf(userId)[0]}
          </span>
          <span className="desk-name">{nameOf(userId)}</span>
          <FeedPopover bell={{ badge: "unread" }} onNavigate={follow} />
        </div>
        <div className="paper">
          <h2>{document.title}</h2>
          <p>{document.text}</p>
        </div>
        <div className="desk-feed">
          <Feed
            onNavigate={follow}
            onButtonClick={(_, button, event) => preventPage(event, () => follow(button.action))}
          />
        </div>
        <Inbox name={firstNameOf(userId)} runs={emailRuns} />
      </section>
    </FeedProvider>
  );
}

/** The documents here are no pages of their own. */
function preventPage(event: { preventDefault(): void }, then: () => void): void {
  event.preventDefault();
  then();
}
