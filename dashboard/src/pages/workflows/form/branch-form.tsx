import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "../../../components/form/button.js";
import { CheckField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { branchesOf, isJson, withMember, type Branch } from "../../../document/document.js";
import { ConditionsField } from "../conditions/conditions-field.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import styles from "./form.module.css";

const MOST = 10;

/** The ways of a branch step. The first one whose conditions hold is taken. */
export function BranchForm({ step, issues, variables, onChange }: StepFormProps) {
  const branches = branchesOf(step);
  const set = (next: readonly Branch[], topic: string): void =>
    onChange({ ...step, branches: next }, `${step.ref} ${topic}`);
  const setOne = (index: number, branch: Branch, topic: string): void =>
    set(branches.with(index, branch), `${index} ${topic}`);
  const swap = (index: number, other: number): void => {
    const [one, two] = [branches[index], branches[other]];
    if (one && two) set(branches.with(index, two).with(other, one), "order");
  };
  return (
    <>
      <p className={styles["hint"]}>A run takes the first way whose conditions hold, and goes on behind the branch.</p>
      <ol className={styles["ways"]} aria-label="Ways">
        {branches.map((branch, index) => (
          <li key={index}>
            <fieldset>
              <legend>Way {index + 1}</legend>
              <p className={styles["tools"]}>
                <IconButton label="Try earlier" disabled={index === 0} onClick={() => swap(index, index - 1)}>
                  <ArrowUp size={16} aria-hidden />
                </IconButton>
                <IconButton
                  label="Try later"
                  disabled={index === branches.length - 1}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown size={16} aria-hidden />
                </IconButton>
                <IconButton
                  label={`Remove the way ${branch.name}`}
                  disabled={branches.length === 1}
                  onClick={() => set(branches.toSpliced(index, 1), "ways")}
                >
                  <Trash2 size={16} aria-hidden />
                </IconButton>
              </p>
              <TextField
                label="Name"
                value={branch.name}
                issue={issueAt(issues, "branches", String(index), "name")}
                onChange={(name) => setOne(index, { ...branch, name }, "name")}
              />
              <ConditionsField
                label="Taken if"
                none="always, if no way before it was"
                value={isJson(branch["conditions"]) ? branch["conditions"] : null}
                variables={variables}
                onChange={(next) => setOne(index, withMember(branch, "conditions", next ?? undefined), "conditions")}
              />
              <CheckField
                label="The run ends after this way"
                checked={branch["terminates"] === true}
                onChange={(isOn) => setOne(index, withMember(branch, "terminates", isOn || undefined), "terminates")}
              />
            </fieldset>
          </li>
        ))}
      </ol>
      {branches.length < MOST && (
        <Button
          onClick={() => {
            const last = branches.findIndex((branch) => branch["conditions"] === undefined);
            const at = last < 0 ? branches.length : last;
            const conditions = { variable: "data.kind", operator: "equal_to", argument: "special" };
            set(branches.toSpliced(at, 0, { name: freeName(branches), conditions, steps: [] }), "ways");
          }}
        >
          <Plus size={16} aria-hidden />
          Another way
        </Button>
      )}
    </>
  );
}

function freeName(branches: readonly Branch[]): string {
  for (let number = branches.length; ; number += 1) {
    const name = `way ${number}`;
    if (!branches.some((branch) => branch.name === name)) return name;
  }
}
