import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ChoicesFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { CheckField } from "../../../components/form/select-field.js";
import { None, Section } from "../../../components/page/section.js";
import { rightOf, sourceOf, writePreferences, type PreferenceChange, type PreferenceOwner } from "./owner.js";
import styles from "./preference-matrix.module.css";
import { typeWords } from "../../../components/facts/channel-type.js";
import { preferenceTable, reasonOf, type Choice } from "./preference-table.js";

export interface PreferenceMatrixProps {
  readonly owner: PreferenceOwner;
  readonly preferences: ChoicesFragment;
}

interface Write {
  readonly change: PreferenceChange;
  /** The cell that was changed; null for another change. */
  readonly choice: Choice | null;
}

function wantedOf({ change, choice }: Write): { choice: Choice; allow: boolean } | null {
  const allow = (change.rules ?? change.overrides)?.[0]?.allow;
  return choice !== null && allow != null ? { choice, allow } : null;
}

/** What is wanted by which kind of channel, and the rule that decides. A cell is changed in place. */
export function PreferenceMatrix({ owner, preferences }: PreferenceMatrixProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { types, rows } = preferenceTable(preferences.choices);
  const [isForced, setIsForced] = useState(false);
  const write = useMutation({
    mutationFn: ({ change }: Write) => writePreferences(env, owner, change),
    // Defaults concern everybody.
    onSuccess: () => client.invalidateQueries({ queryKey: [env, "preferences"] }),
  });
  const set = (choice: Choice, allow: boolean) => {
    const { category, workflowKey, channelType } = choice;
    const about = workflowKey !== null ? { workflowKey } : category !== null ? { category } : {};
    const rules = [{ ...about, channelType, allow }];
    write.mutate({ change: isForced ? { overrides: rules } : { rules }, choice });
  };
  const lift = ({ overridesRecipient, ...rule }: NonNullable<Choice["rule"]>) => {
    const { category, workflowKey, channelKey, channelType } = rule;
    const removed = [{ category, workflowKey, channelKey, channelType, allow: null }];
    write.mutate({ change: overridesRecipient ? { overrides: removed } : { rules: removed }, choice: null });
  };
  const mayWrite = permissions.includes(rightOf(owner));
  const mayChange = mayWrite && !write.isPending;
  const wanted = write.isPending ? wantedOf(write.variables) : null;
  return (
    <Section title={sourceOf(owner) === "RECIPIENT" ? "What they get" : "What somebody gets who has chosen nothing"}>
      {mayWrite && sourceOf(owner) !== "RECIPIENT" && rows.length > 0 && (
        <CheckField
          label="Changes here override what people have chosen themselves"
          checked={isForced}
          onChange={setIsForced}
        />
      )}
      {write.isError && <ErrorView error={write.error} />}
      {rows.length === 0 && <None>No workflow offers a choice.</None>}
      {rows.length > 0 && (
        <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="What is wanted">
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">About</th>
                {types.map((type) => (
                  <th key={type} scope="col">
                    {typeWords(type)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, name, kind, cells }) => (
                <tr key={key} data-kind={kind}>
                  <th scope="row">
                    {name} {kind !== "everything" && <span>{kind}</span>}
                  </th>
                  {types.map((type) => {
                    const choice = cells.get(type);
                    return (
                      <td key={type}>
                        {choice && (
                          <Cell
                            choice={choice}
                            label={`${name}: ${typeWords(type)}`}
                            mayChange={mayChange}
                            liftableSource={sourceOf(owner)}
                            wanted={wanted?.choice === choice ? wanted.allow : null}
                            onChange={(allow) => set(choice, allow)}
                            onLift={lift}
                          />
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {mayWrite ? (
        <CheckField
          label="Commercial messages"
          checked={preferences.commercialSubscribed}
          onChange={(commercialSubscribed) => write.mutate({ change: { commercialSubscribed }, choice: null })}
        />
      ) : (
        <p className={styles["commercial"]}>
          Commercial messages: {preferences.commercialSubscribed ? "subscribed" : "not subscribed"}.
        </p>
      )}
    </Section>
  );
}

interface CellProps {
  readonly choice: Choice;
  readonly label: string;
  readonly mayChange: boolean;
  /** The layer whose rules can be removed here. */
  readonly liftableSource: string;
  /** What was just chosen, until the server says what follows from it. */
  readonly wanted: boolean | null;
  readonly onChange: (allow: boolean) => void;
  /** Removes the rule that decides. */
  readonly onLift: (rule: NonNullable<Choice["rule"]>) => void;
}

function Cell({ choice, label, mayChange, liftableSource, wanted, onChange, onLift }: CellProps) {
  const { isAllowed, isFixed, rule } = choice;
  return (
    <div className={styles["cell"]} data-is-allowed={isAllowed ?? undefined}>
      <input
        type="checkbox"
        aria-label={label}
        checked={wanted ?? isAllowed !== false}
        disabled={!mayChange || isFixed}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <strong>{isAllowed === null ? "Depends" : isAllowed ? "Yes" : "No"}</strong>
        <span>{reasonOf(choice)}</span>
        {isFixed && mayChange && rule?.source === liftableSource && (
          <button type="button" aria-label={`Remove the rule that decides ${label}`} onClick={() => onLift(rule)}>
            Remove the rule
          </button>
        )}
      </span>
    </div>
  );
}
