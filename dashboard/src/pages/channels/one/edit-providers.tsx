import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ask } from "../../../api/ask.js";
import { ChangeChannelDocument, CheckChannelDocument } from "../../../api/generated/channels.js";
import type { OneChannelFragment, OneProviderFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Facts } from "../../../components/facts/details.js";
import { Button } from "../../../components/form/button.js";
import { isJson, schemaFields } from "../../../components/form/schema-fields.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import { None, Section } from "../../../components/page/section.js";
import { providerName, providersOf } from "../channel-words.js";
import { Checks } from "../providers/checks.js";
import { isShownAtFields, storedProvider, type DraftProvider } from "../providers/draft-providers.js";
import { ProvidersField } from "../providers/providers-field.js";
import { useChannelChange } from "./use-channel-change.js";

export interface EditProvidersProps {
  readonly channel: OneChannelFragment;
  readonly providers: readonly OneProviderFragment[];
  readonly mayChange: boolean;
}

/** Who sends for a channel, in order of failover: shown, checked at the vendors, and changed. */
export function EditProviders({ channel, providers, mayChange }: EditProvidersProps) {
  const env = useEnvironmentKey();
  const { checked } = useSearch({ strict: false });
  const [isEdited, setIsEdited] = useState(false);
  const check = useMutation({
    async mutationFn() {
      const input = { channelKey: channel.channelKey };
      return (await ask(env, CheckChannelDocument, { variables: { input } })).checkChannel?.checks ?? [];
    },
  });
  const { mutate } = check;
  const isNew = checked !== undefined && mayChange;
  useEffect(() => {
    if (isNew) mutate();
  }, [isNew, mutate]);
  const actions = mayChange && !isEdited && (
    <>
      <Button isBusy={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? "Asking the vendors…" : "Check settings"}
      </Button>
      <Button onClick={() => setIsEdited(true)}>Edit providers</Button>
    </>
  );
  return (
    <Section
      title="Providers"
      about={
        channel.providers.length > 1 ? "The first one sends. Where it fails or is held, the next one does." : undefined
      }
      actions={actions}
    >
      {isEdited ? (
        <Editor
          channel={channel}
          providers={providers}
          onDone={(isChanged) => {
            setIsEdited(false);
            if (isChanged) check.mutate();
          }}
        />
      ) : channel.providers.length === 0 ? (
        <None>None, so nothing is sent.</None>
      ) : (
        <ol className={forms["stack"]} aria-label="Providers in order of failover" role="list">
          {channel.providers.map(({ providerKey, settings }) => (
            <li key={providerKey} className={forms["card"]}>
              <h3>{providerName(providers, providerKey)}</h3>
              <Facts
                facts={settingFacts(
                  settings,
                  providers.find((kind) => kind.providerKey === providerKey && kind.channelType === channel.type),
                )}
              />
            </li>
          ))}
        </ol>
      )}
      {check.isError && <ErrorView error={check.error} />}
      {!isEdited && check.data && <Checks checks={check.data} providers={providers} />}
    </Section>
  );
}

/** The settings by the titles that their schema gives them. */
function settingFacts(
  settings: Readonly<Record<string, unknown>>,
  kind: OneProviderFragment | undefined,
): (readonly [string, string])[] {
  const titles = new Map(schemaFields(kind?.settingsSchema ?? {}).map(({ name, label }) => [name, label]));
  return Object.entries(settings).map(([name, value]) => [titles.get(name) ?? name, valueWords(value)] as const);
}

function valueWords(value: unknown): string {
  if (typeof value === "string") return value;
  if (isJson(value)) return Object.values(value).map(valueWords).join(", ");
  return Array.isArray(value) ? value.map(valueWords).join(", ") : JSON.stringify(value);
}

interface EditorProps extends Omit<EditProvidersProps, "mayChange"> {
  readonly onDone: (isChanged: boolean) => void;
}

function Editor({ channel, providers, onDone }: EditorProps) {
  const kinds = providersOf(channel.type, providers);
  const [drafts, setDrafts] = useState<readonly DraftProvider[]>(() =>
    channel.providers.map((each) =>
      storedProvider(
        each,
        kinds.find(({ providerKey }) => providerKey === each.providerKey),
      ),
    ),
  );
  const save = useChannelChange(async (env) => {
    const given = drafts.map(({ providerKey, settings }) => ({ providerKey, settings }));
    const input = { channelKey: channel.channelKey, providers: given };
    await ask(env, ChangeChannelDocument, { variables: { input } });
    onDone(true);
  });
  return (
    <form
      className={forms["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ProvidersField kinds={kinds} value={drafts} error={save.error} onChange={setDrafts} />
      {save.isError && !isShownAtFields(save.error) && <ErrorView error={save.error} />}
      <p className={forms["quiet"]}>Changes apply at once, also to messages that wait.</p>
      <p className={forms["buttons"]}>
        <Button onClick={() => onDone(false)}>Cancel</Button>
        <Button kind="main" type="submit" isBusy={save.isPending}>
          Save providers
        </Button>
      </p>
    </form>
  );
}
