import { useState } from "react";
import { NumberField } from "../../../components/form/number-field.js";
import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson } from "../../../document/document.js";
import { JsonField } from "../templates/json-field.js";
import styles from "./simulate.module.css";
import type { StoryEvent, TriggerEvent } from "./story.js";

export interface EventFieldsProps {
  readonly event: StoryEvent;
  /** Ids of users, for completion. */
  readonly people: readonly string[];
  /** Refs of the steps that send. */
  readonly sends: readonly string[];
  readonly onChange: (event: StoryEvent) => void;
}

export function EventFields({ event, people, sends, onChange }: EventFieldsProps) {
  return (
    <>
      <AfterField seconds={event.afterSeconds} onChange={(afterSeconds) => onChange({ ...event, afterSeconds })} />
      {event.kind === "trigger" && <TriggerFields event={event} people={people} onChange={onChange} />}
      {event.kind === "mark" && (
        <>
          <TextField
            label="Who"
            isCode
            value={event.recipient}
            suggestions={people}
            onChange={(recipient) => onChange({ ...event, recipient })}
          />
          <SelectField
            label="Does"
            value={event.mark}
            choices={[
              ["SEEN", "see it"],
              ["READ", "read it"],
              ["INTERACTED", "act upon it"],
            ]}
            onChange={(mark) => onChange({ ...event, mark: mark as typeof event.mark })}
          />
          <SelectField
            label="The message of"
            value={event.stepRef}
            choices={sends.map((ref) => [ref, ref] as const)}
            onChange={(stepRef) => onChange({ ...event, stepRef })}
          />
        </>
      )}
      {event.kind === "cancel" && (
        <TextField
          label="Cancellation key"
          isCode
          value={event.cancellationKey}
          onChange={(cancellationKey) => onChange({ ...event, cancellationKey })}
        />
      )}
    </>
  );
}

const UNITS = [
  ["1", "seconds"],
  ["60", "minutes"],
  ["3600", "hours"],
  ["86400", "days"],
] as const;

interface AfterFieldProps {
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

/** How long after the beginning of the story. */
function AfterField({ seconds, onChange }: AfterFieldProps) {
  const fitting = UNITS.map(([size]) => Number(size)).findLast((size) => seconds % size === 0 && seconds >= size) ?? 60;
  const [size, setSize] = useState(fitting);
  const unit = seconds % size === 0 ? size : 1;
  return (
    <div className={styles["pair"]}>
      <NumberField
        label="After"
        min={0}
        value={seconds / unit}
        onChange={(value) => value !== undefined && value >= 0 && onChange(value * unit)}
      />
      <SelectField
        label="Unit"
        value={String(unit)}
        choices={UNITS}
        onChange={(next) => {
          setSize(Number(next));
          onChange((seconds / unit) * Number(next));
        }}
      />
    </div>
  );
}

interface TriggerFieldsProps {
  readonly event: TriggerEvent;
  readonly people: readonly string[];
  readonly onChange: (event: TriggerEvent) => void;
}

function TriggerFields({ event, people, onChange }: TriggerFieldsProps) {
  const [text, setText] = useState(event.recipients.join(", "));
  const [shown, setShown] = useState(event.recipients.join("\n"));
  if (shown !== event.recipients.join("\n")) {
    setShown(event.recipients.join("\n"));
    if (idsOf(text).join("\n") !== event.recipients.join("\n")) setText(event.recipients.join(", "));
  }
  return (
    <>
      <TextField
        label="For"
        isCode
        hint="Ids of users, or collection/id of objects, separated by commas."
        value={text}
        suggestions={people}
        onChange={(next) => {
          setText(next);
          onChange({ ...event, recipients: idsOf(next) });
        }}
      />
      <TextField
        label="Actor"
        isCode
        value={event.actor}
        suggestions={people}
        onChange={(actor) => onChange({ ...event, actor })}
      />
      <JsonField
        label="Data"
        value={event.data}
        onChange={(data) => onChange({ ...event, data: isJson(data) ? data : {} })}
      />
      <details className={styles["more"]}>
        <summary>Tenant and cancellation key</summary>
        <TextField label="Tenant" isCode value={event.tenant} onChange={(tenant) => onChange({ ...event, tenant })} />
        <TextField
          label="Cancellation key"
          isCode
          value={event.cancellationKey}
          onChange={(cancellationKey) => onChange({ ...event, cancellationKey })}
        />
      </details>
    </>
  );
}

function idsOf(text: string): string[] {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}
