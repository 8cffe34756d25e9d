import { useEffect, useRef, type KeyboardEvent } from "react";
import type { Summary } from "./mailbox-api.js";

interface MessageListProps {
  messages: readonly Summary[] | null;
  chosenId: string | null;
  onChoose: (id: string) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** The messages, the latest first. Arrows, or j and k, go from one to the next. */
export function MessageList({ messages, chosenId, onChoose }: MessageListProps) {
  const list = useRef<HTMLUListElement>(null);
  const ids = messages?.map(({ id }) => id) ?? [];

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)];
    next?.focus();
    const id = next?.dataset.id;
    if (id !== undefined) onChoose(id);
  };

  // A message that is chosen from outside, such as by the address, is shown.
  useEffect(() => {
    list.current?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);

  if (messages === null) return <nav className="list list--empty" aria-label="Messages" />;
  if (ids.length === 0) {
    return (
      <nav className="list list--empty" aria-label="Messages">
        <h2>No mail yet</h2>
        <p>
          Add a step for the channel <code>email</code> or <code>sms</code> to a workflow, call <code>notify</code>, and
          the message appears here within a second.
        </p>
      </nav>
    );
  }
  return (
    <nav className="list" aria-label="Messages">
      <ul ref={list} onKeyDown={onKeyDown}>
        {messages.map((message) => (
          <li key={message.id}>
            <button
              type="button"
              data-id={message.id}
              aria-current={message.id === chosenId}
              onClick={() => onChoose(message.id)}
            >
              <span className="line">
                <span className="to">{message.to}</span>
                <time dateTime={message.at}>{timeOf(message.at)}</time>
              </span>
              <span className="title">
                <span className="kind">{message.type === "EMAIL" ? "Email" : "SMS"}</span>
                {message.title}
              </span>
              {message.preview !== "" && <span className="preview">{message.preview}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function timeOf(at: string): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}
