import { useState } from "react";
import { JsonBlock } from "../../../components/facts/details.js";
import { JsonTree } from "../../../components/facts/json-tree.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { hasNull, isObject, mergePatch } from "./merge-patch.js";
import styles from "../../../components/page/forms.module.css";
import { None, Section } from "../../../components/page/section.js";

type Json = Readonly<Record<string, unknown>>;

export interface PropertiesProps {
  readonly value: Json;
  readonly mayChange: boolean;
  /** Merges a patch into the properties; null removes a member. */
  readonly onSave: (patch: Json) => Promise<unknown>;
}

type View = "tree" | "json" | "edit";

/** The customer's own properties, as a tree or as JSON, and changed as JSON. */
export function Properties({ value, mayChange, onSave }: PropertiesProps) {
  const [view, setView] = useState<View>("tree");
  const isEmpty = Object.keys(value).length === 0;
  const actions = view !== "edit" && (
    <>
      {!isEmpty && (
        <Button onClick={() => setView(view === "tree" ? "json" : "tree")}>
          {view === "tree" ? "As JSON" : "As tree"}
        </Button>
      )}
      {mayChange && <Button onClick={() => setView("edit")}>Edit properties</Button>}
    </>
  );
  return (
    <Section title="Properties" actions={actions}>
      {view === "edit" ? (
        <Editor value={value} onSave={onSave} onDone={() => setView("tree")} />
      ) : isEmpty ? (
        <None>None. Templates and conditions read what your backend stores here.</None>
      ) : view === "tree" ? (
        <JsonTree label="Properties" value={value} />
      ) : (
        <JsonBlock label="Properties as JSON" value={value} />
      )}
    </Section>
  );
}

interface EditorProps {
  readonly value: Json;
  readonly onSave: PropertiesProps["onSave"];
  readonly onDone: () => void;
}

function Editor({ value, onSave, onDone }: EditorProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const read = parse(text);
  const save = async () => {
    if (!read.ok) return;
    setIsBusy(true);
    setError(null);
    try {
      await onSave(mergePatch(value, read.value));
      onDone();
    } catch (refused) {
      setError(refused);
      setIsBusy(false);
    }
  };
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label="Properties as JSON"
        hint="Only what you change is written. Removing a member unsets it."
        isCode
        lines={Math.min(24, Math.max(6, text.split("\n").length + 1))}
        value={text}
        issue={read.ok ? null : read.issue}
        onChange={setText}
      />
      {error !== null && <ErrorView error={error} />}
      <p className={styles["buttons"]}>
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="main" type="submit" isBusy={isBusy} disabled={!read.ok}>
          Save properties
        </Button>
      </p>
    </form>
  );
}

function parse(text: string): { ok: true; value: Json } | { ok: false; issue: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return { ok: false, issue: "Properties are an object: { … }." };
    if (hasNull(value)) return { ok: false, issue: "A property cannot be null: remove it instead." };
    return { ok: true, value };
  } catch (error) {
    return { ok: false, issue: error instanceof Error ? error.message : String(error) };
  }
}
