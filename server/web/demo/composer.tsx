import { type FormEvent, type ReactElement, useState } from "react";
import { type Action, sendEvent } from "./demo-api.js";
import { DOCUMENTS, type DocumentId, firstNameOf, PEOPLE, titleOf, type UserId } from "./people.js";
import type { Told } from "./stories.js";

const ACTIONS: readonly { key: Action; label: string; hint: string; text: string }[] = [
  {
    key: "new-comment",
    label: "Comment",
    hint: "Gathered for 8 seconds per document: send several and watch them become one.",
    text: "Move this to Tuesday?",
  },
  {
    key: "mention",
    label: "Mention",
    hint: "Shown at once, and mailed after 10 seconds unless it was read.",
    text: "Could you have a look?",
  },
  { key: "task-assigned", label: "Task", hint: "Shown and mailed at once.", text: "Proof-read this page" },
];

/** The form that calls `notify`. */
export function Composer({ onSent }: { onSent(told: Told): void }): ReactElement {
  const [action, setAction] = useState<Action>("new-comment");
  const [actorId, setActorId] = useState<UserId>("linus");
  const [recipientIds, setRecipientIds] = useState<readonly UserId[]>(["ada", "grace"]);
  const [documentId, setDocumentId] = useState<DocumentId>("launch-plan");
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const chosen = ACTIONS.find((each) => each.key === action) ?? ACTIONS[0];

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const words = text.trim() || (chosen?.text ?? "");
    try {
      const document = titleOf(documentId);
      const sent = { workflowKey: action, actorId, recipientIds, documentId, document, text: words };
      const triggerId = await sendEvent(sent);
      setTrouble(null);
      onSent({
        triggerId,
        title: `${firstNameOf(actorId)} · ${chosen?.label ?? action} · ${document}`,
        at: Date.now(),
      });
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      <h1>Make something happen</h1>
      <fieldset className="choices">
        <legend>What</legend>
        {ACTIONS.map((each) => (
          <label key={each.key}>
            <input type="radio" name="action" checked={action === each.key} onChange={() => setAction(each.key)} />
            <span>{each.label}</span>
          </label>
        ))}
      </fieldset>
      <p className="hint">{chosen?.hint}</p>
      <label className="field">
        <span>Who does it</span>
        <select value={actorId} onChange={(event) => setActorId(event.target.value as UserId)}>
          {PEOPLE.map((person) => (
            <option key={person.userId} value={person.userId}>
              {person.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Document</span>
        <select value={documentId} onChange={(event) => setDocumentId(event.target.value as DocumentId)}>
          {DOCUMENTS.map((document) => (
            <option key={document.documentId} value={document.documentId}>
              {document.title}
            </option>
          ))}
        </select>
      </label>
      <Recipients chosen={recipientIds} onChange={setRecipientIds} />
      <label className="field">
        <span>Words</span>
        <input
          value={text}
          placeholder={chosen?.text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="send" disabled={recipientIds.length === 0}>
        Call notify
      </button>
      {trouble === null ? null : (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
    </form>
  );
}

interface RecipientsProps {
  readonly chosen: readonly UserId[];
  onChange(chosen: readonly UserId[]): void;
}

function Recipients({ chosen, onChange }: RecipientsProps): ReactElement {
  const toggle = (userId: UserId): void =>
    onChange(chosen.includes(userId) ? chosen.filter((each) => each !== userId) : [...chosen, userId]);
  return (
    <fieldset className="choices">
      <legend>Who should hear</legend>
      {PEOPLE.slice(0, 2).map(({ userId, name }) => (
        <label key={userId}>
          <input type="checkbox" checked={chosen.includes(userId)} onChange={() => toggle(userId)} />
          <span>{name.split(" ")[0]}</span>
        </label>
      ))}
    </fieldset>
  );
}
