import { Plus, Trash2 } from "lucide-react";
import { Button } from "../../../components/form/button.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { groupOf } from "../../../document/conditions.js";
import type { Json } from "../../../document/document.js";
import { ComparisonEditor } from "./comparison.js";
import styles from "./conditions.module.css";
import { NEW_COMPARISON } from "./new-comparison.js";

export interface ConditionGroupEditorProps {
  readonly kind: "all" | "any";
  readonly members: readonly Json[];
  readonly variables: readonly string[];
  /** Null removes the group. */
  readonly onChange: (group: Json | null) => void;
}

/** A group of conditions, of which all must hold or one. */
export function ConditionGroupEditor({ kind, members, variables, onChange }: ConditionGroupEditorProps) {
  const set = (next: readonly Json[]): void => onChange(next.length === 0 ? null : { [kind]: next });
  return (
    <div className={styles["group"]}>
      {members.length > 1 && (
        <p className={styles["kind"]}>
          <label>
            <select
              value={kind}
              onChange={(event) => onChange({ [event.target.value]: members })}
              aria-label="How many must hold"
            >
              <option value="all">all of these hold</option>
              <option value="any">any of these holds</option>
            </select>
          </label>
        </p>
      )}
      <ul>
        {members.map((member, index) => {
          const inner = groupOf(member);
          const replace = (next: Json | null): void =>
            set(next ? members.with(index, next) : members.toSpliced(index, 1));
          return (
            <li key={index}>
              {inner ? (
                <ConditionGroupEditor
                  kind={inner.kind}
                  members={inner.members}
                  variables={variables}
                  onChange={replace}
                />
              ) : (
                <ComparisonEditor value={member} variables={variables} onChange={replace}>
                  <IconButton label="Remove the condition" onClick={() => replace(null)}>
                    <Trash2 size={16} aria-hidden />
                  </IconButton>
                </ComparisonEditor>
              )}
            </li>
          );
        })}
      </ul>
      <p className={styles["add"]}>
        <Button onClick={() => set([...members, NEW_COMPARISON])}>
          <Plus size={15} aria-hidden />
          Condition
        </Button>
        <Button onClick={() => set([...members, { [kind === "all" ? "any" : "all"]: [NEW_COMPARISON] }])}>
          <Plus size={15} aria-hidden />
          Group
        </Button>
      </p>
    </div>
  );
}
