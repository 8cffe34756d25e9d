import { CarillonError } from "@carillon/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { CreateChannelDocument } from "../../../api/generated/channels.js";
import type { OneProviderFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import { keyOfName } from "../../../document/shapes.js";
import { CHANNEL_TYPES, typeWords, type ChannelTypeName } from "../../../components/facts/channel-type.js";
import { providersOf } from "../channel-words.js";
import { isShownAtFields, type DraftProvider } from "../providers/draft-providers.js";
import { ProvidersField } from "../providers/providers-field.js";
import { channelsKey } from "../use-channel-list.js";

export interface NewChannelProps {
  readonly providers: readonly OneProviderFragment[];
  readonly onClose: () => void;
}

/** Makes a channel: its kind, its name, and who sends for it. The page that opens then says what the vendor thinks of it. */
export function NewChannel({ providers, onClose }: NewChannelProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = useState<ChannelTypeName>("EMAIL");
  const [name, setName] = useState("");
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [isSandbox, setIsSandbox] = useState(false);
  const [drafts, setDrafts] = useState<readonly DraftProvider[]>([]);
  const channelKey = ownKey ?? keyOfName(name);
  const make = useMutation({
    async mutationFn() {
      const given = drafts.map(({ providerKey, settings }) => ({ providerKey, settings }));
      const input = {
        channelKey,
        type,
        name: name.trim(),
        isSandbox,
        ...(type === "IN_APP" ? {} : { providers: given }),
      };
      await ask(env, CreateChannelDocument, { variables: { input } });
    },
    async onSuccess() {
      await client.invalidateQueries({ queryKey: channelsKey(env) });
      await navigate({ to: "/$env/channels/$key", params: { env, key: channelKey }, search: { checked: "new" } });
    },
  });
  const issues = make.error instanceof CarillonError ? make.error.issues : [];
  const issueAt = (field: string) => issues.find(({ path }) => path.at(-1) === field)?.message ?? null;
  const isAtFields =
    isShownAtFields(make.error) || (issues.length > 0 && issues.every(({ path }) => path.at(-1) === "channelKey"));
  return (
    <Dialog title="New channel" onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <SelectField
          label="Kind"
          value={type}
          choices={CHANNEL_TYPES.map((each) => [each, typeWords(each)] as const)}
          onChange={(next) => {
            setType(CHANNEL_TYPES.find((each) => each === next) ?? type);
            setDrafts([]);
            make.reset();
          }}
        />
        <TextField label="Name" isFirst isRequired placeholder="Newsletter" value={name} onChange={setName} />
        <TextField
          label="Key"
          isCode
          isRequired
          hint="Workflows and preferences name the channel by it. It does not change any more."
          issue={issueAt("channelKey")}
          value={channelKey}
          onChange={setOwnKey}
        />
        {type !== "IN_APP" && (
          <ProvidersField kinds={providersOf(type, providers)} value={drafts} error={make.error} onChange={setDrafts} />
        )}
        {type !== "IN_APP" && (
          <CheckField label="Sandbox: make its messages and send none" checked={isSandbox} onChange={setIsSandbox} />
        )}
        {make.isError && !isAtFields && <ErrorView error={make.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" isBusy={make.isPending} disabled={type !== "IN_APP" && drafts.length === 0}>
            Create channel
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
