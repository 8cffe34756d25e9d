import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { SendTestDocument } from "../../../api/generated/channels.js";
import type { AttemptFragment, OneChannelFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { JsonBlock } from "../../../components/facts/details.js";
import { durationWords } from "../../../components/facts/time-words.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { recipientRef } from "../../../components/log/search.js";
import type { OutcomeKind } from "../../../components/marks/outcome.js";
import { StatusMark } from "../../../components/marks/status-mark.js";
import forms from "../../../components/page/forms.module.css";
import { Section } from "../../../components/page/section.js";

const OUTCOMES: Readonly<Record<string, readonly [OutcomeKind, string]>> = {
  sent: ["sent", "Sent"],
  refused: ["failed", "Refused"],
  retry: ["failed", "Not sent now"],
  uncertain: ["waiting", "Nobody knows whether it was sent"],
};

/** Sends one message by the channel's first provider, and shows what came back. */
export function SendTest({ channel }: { readonly channel: OneChannelFragment }) {
  const env = useEnvironmentKey();
  const [to, setTo] = useState("");
  const { channelKey, type, isSandbox, providers } = channel;
  const send = useMutation({
    async mutationFn() {
      const input = { channelKey, to: recipientRef(to.trim()) };
      const { sendTestMessage } = await ask(env, SendTestDocument, { variables: { input } });
      if (!sendTestMessage) throw new Error("The server answered without an attempt.");
      return sendTestMessage.attempt;
    },
  });
  if (type === "WEBHOOK" || providers.length === 0) return null;
  return (
    <Section
      title="Send a test message"
      about="One message by the first provider, to a user or an object. Preferences and suppressions do not stop it, and nothing is stored."
    >
      <form
        className={forms["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <div className={forms["line"]}>
          <TextField label="To" isCode isRequired placeholder="user id" value={to} onChange={setTo} />
          <Button type="submit" isBusy={send.isPending} disabled={isSandbox}>
            {send.isPending ? "Sending…" : "Send it"}
          </Button>
        </div>
        {isSandbox && <p className={forms["quiet"]}>The channel is in sandbox mode, so nothing is sent by it.</p>}
        {send.isError && <ErrorView error={send.error} />}
        {send.data && <Result attempt={send.data} />}
      </form>
    </Section>
  );
}

function Result({ attempt }: { readonly attempt: AttemptFragment }) {
  const { outcome, providerKey, durationMs, code, reason, request, response } = attempt;
  const [kind, words] = OUTCOMES[outcome] ?? (["nothing", outcome] as const);
  return (
    <div className={forms["stack"]} role="status">
      <p>
        <StatusMark kind={kind}>{words}</StatusMark> by <code>{providerKey}</code>
        {durationMs !== null && ` in ${durationWords(durationMs)}`}
      </p>
      {reason !== null && (
        <p>
          {reason} {code !== null && <code>{code}</code>}
        </p>
      )}
      {request !== null && (
        <details>
          <summary>Request and answer</summary>
          <JsonBlock label="Request of the test message" value={request} />
          {response !== null && <JsonBlock label="Answer to the test message" value={response} />}
        </details>
      )}
    </div>
  );
}
