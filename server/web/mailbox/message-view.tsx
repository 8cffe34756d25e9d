import { useState } from "react";
import { attachmentAddress, htmlAddress, type Caught, type Email, type Sms } from "./mailbox-api.js";

interface MessageViewProps {
  message: Caught | null;
  isChosen: boolean;
  onBack: () => void;
}

/** The message that is chosen. */
export function MessageView({ message, isChosen, onBack }: MessageViewProps) {
  if (!isChosen) return <section className="view view--empty">Choose a message to read it.</section>;
  if (!message) return <section className="view view--empty" aria-busy="true" />;
  return (
    <article className="view" aria-label={message.title}>
      <button type="button" className="back" onClick={onBack}>
        ← All messages
      </button>
      <h2>{message.type === "EMAIL" ? message.title : "Text message"}</h2>
      <dl className="facts">
        <dt>From</dt>
        <dd>{message.from}</dd>
        <dt>To</dt>
        <dd>{message.to}</dd>
        <dt>At</dt>
        <dd>
          <time dateTime={message.at}>{new Date(message.at).toLocaleString()}</time>
        </dd>
      </dl>
      {message.type === "EMAIL" ? <EmailBody email={message} /> : <SmsBody sms={message} />}
    </article>
  );
}

const TABS = ["HTML", "Text", "Headers", "Source", "Attachments"] as const;
type Tab = (typeof TABS)[number];

function EmailBody({ email }: { email: Email }) {
  const [tab, setTab] = useState<Tab>(email.html === null ? "Text" : "HTML");
  const [isNarrow, setNarrow] = useState(false);
  const count = email.attachments.length;
  return (
    <>
      <div className="tabs">
        <div role="group" aria-label="What is shown">
          {TABS.map((each) => (
            <button key={each} type="button" aria-pressed={each === tab} onClick={() => setTab(each)}>
              {each === "Attachments" ? `Attachments (${count})` : each}
            </button>
          ))}
        </div>
        {tab === "HTML" && (
          <label className="narrow">
            <input type="checkbox" checked={isNarrow} onChange={(event) => setNarrow(event.target.checked)} />
            As wide as a phone
          </label>
        )}
      </div>
      <TabBody email={email} tab={tab} isNarrow={isNarrow} />
    </>
  );
}

function TabBody({ email, tab, isNarrow }: { email: Email; tab: Tab; isNarrow: boolean }) {
  switch (tab) {
    case "HTML":
      if (email.html === null) return <p className="nothing">This mail has no HTML.</p>;
      return (
        <div className={isNarrow ? "frame frame--narrow" : "frame"}>
          {/* No script, no form, no origin; the server's policy for it lets it fetch nothing either. */}
          <iframe title="The mail as HTML" sandbox="" src={htmlAddress(email.id)} />
        </div>
      );
    case "Text":
      return <pre tabIndex={0}>{email.text ?? "This mail has no text part."}</pre>;
    case "Source":
      return <pre tabIndex={0}>{email.source}</pre>;
    case "Headers":
      return (
        <dl className="headers">
          {email.headers.map(({ name, value }, index) => (
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      );
    case "Attachments":
      if (email.attachments.length === 0) return <p className="nothing">This mail has no attachments.</p>;
      return (
        <ul className="attachments">
          {email.attachments.map(({ filename, contentType, bytes }, index) => (
            <li key={index}>
              <a href={attachmentAddress(email.id, index)} download={filename}>
                {filename}
              </a>{" "}
              <span>{`${contentType}, ${bytes} bytes`}</span>
            </li>
          ))}
        </ul>
      );
  }
}

const ENCODINGS = { GSM_7: "GSM-7", UCS_2: "UCS-2" };

function SmsBody({ sms }: { sms: Sms }) {
  const { count, encoding, units } = sms.segments;
  return (
    <>
      <p className="bubble">{sms.text}</p>
      <p className="segments">
        {`${count} ${count === 1 ? "segment" : "segments"}, ${units} ${encoding === "GSM_7" ? "characters" : "code units"} in ${ENCODINGS[encoding]}`}
      </p>
    </>
  );
}
