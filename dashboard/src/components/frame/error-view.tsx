import { CarillonError } from "@carillon/client";
import styles from "./error-view.module.css";

export interface ErrorViewProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

interface Words {
  readonly title: string;
  readonly text: string;
  readonly canRetry: boolean;
}

/** What happened, in the API's words, and what to do about it. The only place that reads error codes for people. */
export function ErrorView({ error, onRetry }: ErrorViewProps) {
  const { title, text, canRetry } = wordsOf(error);
  const errorId = error instanceof CarillonError ? error.errorId : null;
  const issues = error instanceof CarillonError ? error.issues : [];
  return (
    <div className={styles["error"]} role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {issues.length > 1 && (
        <ul>
          {issues.map(({ path, code, message }) => (
            <li key={`${path.join(".")} ${code}`}>
              <code>{path.join(".")}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {errorId !== null && (
        <p>
          Its id in the server’s log: <code>{errorId}</code>
        </p>
      )}
      {canRetry && onRetry && (
        <button type="button" className={styles["retry"]} onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function wordsOf(error: unknown): Words {
  if (!(error instanceof CarillonError)) {
    return { title: "This page broke", text: error instanceof Error ? error.message : String(error), canRetry: true };
  }
  const { code, message, retryAfterMs } = error;
  switch (code) {
    case "UNAUTHENTICATED":
      return { title: "You are not signed in", text: message, canRetry: true };
    case "FORBIDDEN":
      return { title: "Your role does not allow this", text: message, canRetry: false };
    case "RATE_LIMITED":
      return { title: "Too many requests", text: `${message} ${waitWords(retryAfterMs)}`, canRetry: true };
    case "NETWORK_ERROR":
    case "TIMEOUT":
      return { title: "The server does not answer", text: message, canRetry: true };
    case "INTERNAL_SERVER_ERROR":
      return { title: "The server made a mistake", text: message, canRetry: true };
    default:
      return { title: "This could not be shown", text: message, canRetry: true };
  }
}

function waitWords(retryAfterMs: number | null): string {
  return retryAfterMs === null ? "" : `Wait ${Math.ceil(retryAfterMs / 1000)} s.`;
}
