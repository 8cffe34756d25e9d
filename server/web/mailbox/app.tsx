import { useEffect, useState } from "react";
import { addressOf } from "../shared/page-address.js";
import { MessageList } from "./message-list.js";
import { MessageView } from "./message-view.js";
import { useMailbox, useMessage } from "./use-mailbox.js";

/** What the local mailbox caught: the list, and the message that is chosen. */
export function App() {
  const { messages, trouble } = useMailbox();
  const [chosenId, choose] = useState<string | null>(() => location.hash.slice(1) || null);
  const message = useMessage(chosenId);

  useEffect(() => {
    history.replaceState(null, "", chosenId === null ? location.pathname : `#${chosenId}`);
  }, [chosenId]);

  return (
    <div className={chosenId === null ? "page" : "page page--open"}>
      <header className="top">
        <a href={addressOf("./")} className="brand">
          Carillon
        </a>
        <h1>Mailbox</h1>
        <p className="note">Caught on this machine. Nothing here was sent to anybody.</p>
        <p className="live" role="status">
          {trouble === null ? "Live" : `Not live: ${trouble}`}
        </p>
      </header>
      <main className="panes">
        <MessageList messages={messages} chosenId={chosenId} onChoose={choose} />
        <MessageView key={chosenId} message={message} isChosen={chosenId !== null} onBack={() => choose(null)} />
      </main>
    </div>
  );
}
