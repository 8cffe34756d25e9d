import { useId, useState, type ReactNode } from "react";
import { argumentText, operatorOf, OPERATORS, readArgument } from "../../../document/conditions.js";
import { textOf, withMember, type Json } from "../../../document/document.js";
import styles from "./conditions.module.css";

export interface ComparisonEditorProps {
  readonly value: Json;
  readonly variables: readonly string[];
  readonly onChange: (value: Json) => void;
  /** Beside it, such as a button that removes it. */
  readonly children: ReactNode;
}

/** A variable, an operator and what it is compared with. */
export function ComparisonEditor({ value, variables, onChange, children }: ComparisonEditorProps) {
  const listId = useId();
  const { argument, words } = operatorOf(textOf(value, "operator"));
  const isKnown = OPERATORS.some(({ key }) => key === value["operator"]);
  return (
    <div className={styles["comparison"]}>
      <input
        aria-label="Variable"
        list={listId}
        autoComplete="off"
        spellCheck={false}
        value={textOf(value, "variable")}
        onChange={(event) => onChange({ ...value, variable: event.target.value })}
      />
      <datalist id={listId}>
        {variables.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <select
        aria-label="Operator"
        value={textOf(value, "operator")}
        onChange={({ target }) => onChange(withOperator(value, target.value))}
      >
        {!isKnown && <option value={textOf(value, "operator")}>{words}</option>}
        {OPERATORS.map(({ key, words: each }) => (
          <option key={key} value={key}>
            {each}
          </option>
        ))}
      </select>
      {argument === "one" && (
        <ArgumentInput
          label="Value"
          value={value["argument"]}
          onChange={(next) => onChange({ ...value, argument: next })}
        />
      )}
      {argument === "many" && (
        <ArgumentInput
          label="Values, as a list"
          value={value["argument"]}
          onChange={(next) => onChange({ ...value, argument: next })}
        />
      )}
      {argument === "two" && <TwoArguments value={value} onChange={onChange} />}
      {children}
    </div>
  );
}

function TwoArguments({ value, onChange }: Pick<ComparisonEditorProps, "value" | "onChange">) {
  const pair: unknown[] = Array.isArray(value["argument"]) ? value["argument"] : [];
  return (
    <span className={styles["pair"]}>
      <ArgumentInput
        label="From"
        value={pair[0]}
        onChange={(next) => onChange({ ...value, argument: [next, pair[1] ?? null] })}
      />
      <ArgumentInput
        label="To"
        value={pair[1]}
        onChange={(next) => onChange({ ...value, argument: [pair[0] ?? null, next] })}
      />
    </span>
  );
}

function withOperator(value: Json, key: string): Json {
  const count = operatorOf(key).argument;
  const before = value["argument"];
  if (count === "none") return withMember({ ...value, operator: key }, "argument", undefined);
  if (count === "two") return { ...value, operator: key, argument: Array.isArray(before) ? before : [before ?? 0, 0] };
  if (count === "many") return { ...value, operator: key, argument: Array.isArray(before) ? before : [before ?? ""] };
  return { ...value, operator: key, argument: Array.isArray(before) ? before[0] : (before ?? "") };
}

interface ArgumentInputProps {
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** Numbers, true, false, null and JSON are read as such; everything else is text. */
function ArgumentInput({ label, value, onChange }: ArgumentInputProps) {
  const [text, setText] = useState(argumentText(value));
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    if (JSON.stringify(readArgument(text)) !== JSON.stringify(value)) setText(argumentText(value));
  }
  return (
    <input
      aria-label={label}
      title="A number, true, false, null, JSON, or text"
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readArgument(event.target.value));
      }}
    />
  );
}
