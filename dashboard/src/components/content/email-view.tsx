import { useEffect, useRef, useState } from "react";
import type { ShownContentFragment } from "../../api/generated/operations.js";
import { addressOf } from "../../app/page-address.js";
import { Facts } from "../facts/details.js";
import styles from "./content-view.module.css";

type Email = Extract<ShownContentFragment, { readonly __typename: "EmailContent" }>;

const CUT_BYTES = 102_000;
const VIEWS = [
  ["wide", "600 px"],
  ["narrow", "375 px"],
  ["text", "Plain text"],
] as const;

/** A mail: its head, and its HTML in a frame of its own, where nothing of it can run or be fetched. */
export function EmailView({ email }: { readonly email: Email }) {
  const [view, setView] = useState<(typeof VIEWS)[number][0]>("wide");
  const [isDark, setIsDark] = useState(false);
  return (
    <div className={styles["mail"]}>
      <Facts
        facts={[
          ["Subject", email.subject],
          ["From", email.from ?? "as the provider says"],
          ["To", email.to ?? "no address"],
          ["Copies", email.cc.join(", ")],
          ["Answers to", email.replyTo],
          ["Size", sizeWords(email.htmlByteCount)],
        ]}
      />
      <div className={styles["views"]} role="group" aria-label="How the mail is shown">
        {VIEWS.map(([key, words]) => (
          <button key={key} type="button" aria-pressed={view === key} onClick={() => setView(key)}>
            {words}
          </button>
        ))}
        <button type="button" aria-pressed={isDark} onClick={() => setIsDark(!isDark)}>
          Dark
        </button>
      </div>
      {view === "text" ? (
        <pre className={styles["plain"]} tabIndex={0} role="region" aria-label="The mail as plain text">
          {email.plain}
        </pre>
      ) : (
        <MailFrame html={email.html} isDark={isDark} isNarrow={view === "narrow"} />
      )}
    </div>
  );
}

interface MailFrameProps {
  readonly html: string;
  readonly isDark: boolean;
  readonly isNarrow: boolean;
}

/** The frame says when it listens; its origin is opaque, so it is known by its window. */
function MailFrame({ html, isDark, isNarrow }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setIsReady] = useState(false);
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent): void => {
      if (source !== null && source === frame.current?.contentWindow && data === "ready") setIsReady(true);
    };
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, []);
  useEffect(() => {
    if (isReady) frame.current?.contentWindow?.postMessage({ html, isDark }, "*");
  }, [isReady, html, isDark]);
  return (
    <iframe
      ref={frame}
      title="The mail as HTML"
      className={styles["frame"]}
      data-is-narrow={isNarrow}
      sandbox="allow-scripts"
      src={addressOf("dashboard/frame/email.html")}
    />
  );
}

function sizeWords(bytes: number): string {
  const size = `${(bytes / 1000).toFixed(1)} KB`;
  return bytes > CUT_BYTES ? `${size}: Gmail cuts mails from 102 KB` : size;
}
