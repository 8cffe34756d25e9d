import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Facts } from "../../../components/facts/details.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import styles from "../../../components/page/forms.module.css";
import { Section } from "../../../components/page/section.js";

/** A fact of a profile that can be changed. */
export interface ProfileField {
  readonly name: string;
  readonly label: string;
  readonly value: string | null;
  readonly hint?: string;
}

export interface ProfileProps {
  readonly fields: readonly ProfileField[];
  /** Facts that cannot be changed, after the others. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  readonly mayChange: boolean;
  /** Writes the fields that differ; null unsets one. */
  readonly onSave: (changes: Readonly<Record<string, string | null>>) => Promise<unknown>;
}

/** What is known of somebody or something, changed in place. */
export function Profile({ fields, facts, mayChange, onSave }: ProfileProps) {
  const [isEdited, setIsEdited] = useState(false);
  return (
    <Section
      title="Profile"
      actions={mayChange && !isEdited && <Button onClick={() => setIsEdited(true)}>Edit profile</Button>}
    >
      {isEdited ? (
        <Form fields={fields} onSave={onSave} onDone={() => setIsEdited(false)} />
      ) : (
        <div className={styles["card"]}>
          <Facts facts={[...fields.map(({ label, value }) => [label, value ?? <NotSet />] as const), ...facts]} />
        </div>
      )}
    </Section>
  );
}

function NotSet() {
  return <span className={styles["quiet"]}>not set</span>;
}

interface FormProps {
  readonly fields: readonly ProfileField[];
  readonly onSave: ProfileProps["onSave"];
  readonly onDone: () => void;
}

function Form({ fields, onSave, onDone }: FormProps) {
  const [texts, setTexts] = useState(() => new Map(fields.map(({ name, value }) => [name, value ?? ""])));
  const save = useMutation({
    async mutationFn() {
      const changed = fields.flatMap(({ name, value }) => {
        const text = texts.get(name)?.trim() ?? "";
        return text === (value ?? "") ? [] : [[name, text === "" ? null : text] as const];
      });
      if (changed.length > 0) await onSave(Object.fromEntries(changed));
    },
    onSuccess: onDone,
  });
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className={styles["fields"]}>
        {fields.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            value={texts.get(name) ?? ""}
            onChange={(text) => setTexts(new Map(texts).set(name, text))}
          />
        ))}
      </div>
      {save.isError && <ErrorView error={save.error} />}
      <p className={styles["buttons"]}>
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="main" type="submit" isBusy={save.isPending}>
          Save profile
        </Button>
      </p>
    </form>
  );
}
