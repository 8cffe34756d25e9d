import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { ChangeChannelDocument } from "../../../api/generated/channels.js";
import type { OneChannelFragment, UpdateChannelInput } from "../../../api/generated/operations.js";
import { Button } from "../../../components/form/button.js";
import { CheckField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import { Section } from "../../../components/page/section.js";
import { useChannelChange } from "./use-channel-change.js";

export interface ChannelSwitchesProps {
  readonly channel: OneChannelFragment;
  readonly mayChange: boolean;
}

/** The name of a channel, its sandbox, and whether it is the default of its kind. */
export function ChannelSwitches({ channel, mayChange }: ChannelSwitchesProps) {
  const { channelKey, name, isSandbox, isDefault, type } = channel;
  const [text, setText] = useState(name);
  const change = useChannelChange(async (env, changes: Omit<UpdateChannelInput, "channelKey">) => {
    await ask(env, ChangeChannelDocument, { variables: { input: { channelKey, ...changes } } });
  });
  if (!mayChange) return null;
  return (
    <Section title="General">
      <form
        className={forms["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ name: text.trim() });
        }}
      >
        <div className={forms["line"]}>
          <TextField label="Name" isRequired value={text} onChange={setText} />
          <Button type="submit" disabled={text.trim() === name || text.trim() === ""} isBusy={change.isPending}>
            Rename
          </Button>
        </div>
        {type !== "IN_APP" && (
          <CheckField
            label="Sandbox: make its messages and send none"
            checked={(change.isPending ? change.variables.isSandbox : null) ?? isSandbox}
            onChange={(next) => change.mutate({ isSandbox: next })}
          />
        )}
        {!isDefault && (
          <p>
            <Button onClick={() => change.mutate({ isDefault: true })}>Make it the default of its kind</Button>
          </p>
        )}
        {change.isError && <ErrorView error={change.error} />}
      </form>
    </Section>
  );
}
