import { Plus } from "lucide-react";
import { Button } from "../../../components/form/button.js";
import { groupOf } from "../../../document/conditions.js";
import type { Json } from "../../../document/document.js";
import { ConditionGroupEditor } from "./condition-group.js";
import styles from "./conditions.module.css";
import { NEW_COMPARISON } from "./new-comparison.js";

export interface ConditionsFieldProps {
  readonly label: string;
  /** What holds without conditions. */
  readonly none?: string;
  readonly value: Json | null;
  readonly variables: readonly string[];
  readonly onChange: (value: Json | null) => void;
}

/** Conditions as rows, in groups of all or any, to any depth. */
export function ConditionsField({ label, none = "always", value, variables, onChange }: ConditionsFieldProps) {
  if (!value) {
    return (
      <div className={styles["none"]}>
        <p>
          <strong>{label}</strong> <span>{none}</span>
        </p>
        <Button onClick={() => onChange(NEW_COMPARISON)}>
          <Plus size={16} aria-hidden />
          Condition
        </Button>
      </div>
    );
  }
  // A single comparison is shown as a group of one, and written without the group.
  const group = groupOf(value) ?? { kind: "all" as const, members: [value] };
  return (
    <fieldset className={styles["field"]}>
      <legend>{label}</legend>
      <ConditionGroupEditor
        kind={group.kind}
        members={group.members}
        variables={variables}
        onChange={(next) => {
          const members = next ? (groupOf(next)?.members ?? []) : [];
          const [only] = members;
          if (!next || !only) onChange(null);
          else onChange(members.length === 1 && !groupOf(only) ? only : next);
        }}
      />
    </fieldset>
  );
}
