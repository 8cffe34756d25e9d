import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import type { OneProviderFragment } from "../../../api/generated/operations.js";
import { Button } from "../../../components/form/button.js";
import { schemaFields } from "../../../components/form/schema-fields.js";
import { SchemaForm } from "../../../components/form/schema-form.js";
import { SelectField } from "../../../components/form/select-field.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { issueOf, moved, newProvider, type DraftProvider } from "./draft-providers.js";
import styles from "./providers-field.module.css";

export interface ProvidersFieldProps {
  /** Those that serve the channel’s type. */
  readonly kinds: readonly OneProviderFragment[];
  readonly value: readonly DraftProvider[];
  /** What the server said of the last try. */
  readonly error: unknown;
  readonly onChange: (value: readonly DraftProvider[]) => void;
}

const PROVIDERS_MAX = 5;

/** The providers of a channel in order of failover, each with the form of its settings. */
export function ProvidersField({ kinds, value, error, onChange }: ProvidersFieldProps) {
  const [chosen, setChosen] = useState("");
  const free = kinds.filter(({ providerKey }) => !value.some((each) => each.providerKey === providerKey));
  const added = free.find(({ providerKey }) => providerKey === chosen);
  return (
    <div className={styles["providers"]}>
      <ol className={styles["list"]} aria-label="Providers in order of failover">
        {value.map((draft, index) => (
          <li key={draft.providerKey}>
            <One
              draft={draft}
              kind={kinds.find(({ providerKey }) => providerKey === draft.providerKey)}
              index={index}
              count={value.length}
              error={error}
              onChange={(next) => onChange(value.map((each) => (each === draft ? next : each)))}
              onMove={(by) => onChange(moved(value, index, by))}
              onRemove={() => onChange(value.filter((each) => each !== draft))}
            />
          </li>
        ))}
      </ol>
      {free.length > 0 && value.length < PROVIDERS_MAX && (
        <div className={styles["add"]}>
          <SelectField
            label={value.length === 0 ? "Provider" : "And if those fail"}
            value={chosen}
            choices={[["", "Choose…"], ...free.map(({ providerKey, name }) => [providerKey, name] as const)]}
            onChange={setChosen}
          />
          <Button
            disabled={!added}
            onClick={() => {
              if (added) onChange([...value, newProvider(added)]);
              setChosen("");
            }}
          >
            Add provider
          </Button>
        </div>
      )}
    </div>
  );
}

interface OneProps {
  readonly draft: DraftProvider;
  readonly kind: OneProviderFragment | undefined;
  readonly index: number;
  readonly count: number;
  readonly error: unknown;
  readonly onChange: (draft: DraftProvider) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

function One({ draft, kind, index, count, error, onChange, onMove, onRemove }: OneProps) {
  const name = kind?.name ?? draft.providerKey;
  return (
    <fieldset className={styles["one"]}>
      <legend>
        {count > 1 && `${index + 1}. `}
        {name}
      </legend>
      <div className={styles["tools"]}>
        {index > 0 && (
          <IconButton label={`Try ${name} earlier`} onClick={() => onMove(-1)}>
            <ArrowUp size={16} aria-hidden />
          </IconButton>
        )}
        {index < count - 1 && (
          <IconButton label={`Try ${name} later`} onClick={() => onMove(1)}>
            <ArrowDown size={16} aria-hidden />
          </IconButton>
        )}
        <IconButton label={`Remove ${name}`} onClick={onRemove}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      {kind ? (
        <>
          <SchemaForm
            fields={schemaFields(kind.settingsSchema)}
            value={draft.settings}
            stored={draft.stored}
            issueAt={(path) => issueOf(error, index, path)}
            onChange={(settings) => onChange({ ...draft, settings })}
          />
          {schemaFields(kind.settingsSchema).length === 0 && <p className={styles["none"]}>It has no settings.</p>}
        </>
      ) : (
        <p className={styles["none"]}>This release has no such provider.</p>
      )}
    </fieldset>
  );
}
