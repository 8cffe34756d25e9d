import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { RotateCallbackUrlDocument } from "../../../api/generated/channels.js";
import { Button } from "../../../components/form/button.js";
import { CopyButton } from "../../../components/frame/copy-button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import { Section } from "../../../components/page/section.js";
import { useChannelChange } from "./use-channel-change.js";

export interface CallbackUrlProps {
  readonly channelKey: string;
  readonly url: string;
  readonly mayChange: boolean;
}

/** The address for the vendor’s reports. */
export function CallbackUrl({ channelKey, url, mayChange }: CallbackUrlProps) {
  const [isSure, setIsSure] = useState(false);
  const rotate = useChannelChange(async (env) => {
    await ask(env, RotateCallbackUrlDocument, { variables: { input: { channelKey } } });
    setIsSure(false);
  });
  return (
    <Section
      title="Callback URL"
      about="Enter it at the vendor, so that it reports what became of messages. Whoever knows it can report."
      actions={
        <>
          <CopyButton text={url} label="Copy the URL" />
          {mayChange && !isSure && <Button onClick={() => setIsSure(true)}>New URL…</Button>}
        </>
      }
    >
      <p className={forms["card"]}>
        <code className={forms["code"]}>{url}</code>
      </p>
      {isSure && (
        <div className={forms["form"]}>
          <p>The vendor must be told the new URL. The old one is accepted for 24 more hours.</p>
          {rotate.isError && <ErrorView error={rotate.error} />}
          <p className={forms["buttons"]}>
            <Button onClick={() => setIsSure(false)}>Cancel</Button>
            <Button kind="danger" isBusy={rotate.isPending} onClick={() => rotate.mutate()}>
              Make a new URL
            </Button>
          </p>
        </div>
      )}
    </Section>
  );
}
