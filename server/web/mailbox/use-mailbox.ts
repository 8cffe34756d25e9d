import { useCallback, useEffect, useState } from "react";
import { fetchMessage, fetchMessages, type Caught, type Summary } from "./mailbox-api.js";

const LOOK_EVERY_MS = 1000;

export interface Mailbox {
  /** Null until the first look. */
  messages: readonly Summary[] | null;
  /** What went wrong with the last look; null if nothing. */
  trouble: string | null;
}

/** The list, looked at every second while the page is shown. */
export function useMailbox(): Mailbox {
  const [messages, setMessages] = useState<readonly Summary[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const look = useCallback(async () => {
    try {
      const found = await fetchMessages();
      setTrouble(null);
      // The same list must not draw the page again.
      setMessages((known) => (JSON.stringify(known) === JSON.stringify(found) ? known : found));
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  }, []);

  useEffect(() => {
    void look();
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [look]);

  return { messages, trouble };
}

/** The whole of one message; null while it is fetched, or for none. */
export function useMessage(id: string | null): Caught | null {
  const [message, setMessage] = useState<Caught | null>(null);
  useEffect(() => {
    let isWanted = true;
    setMessage(null);
    if (id !== null) {
      fetchMessage(id).then(
        (found) => isWanted && setMessage(found),
        () => undefined,
      );
    }
    return () => {
      isWanted = false;
    };
  }, [id]);
  return message?.id === id ? message : null;
}
