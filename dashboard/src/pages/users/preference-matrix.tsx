import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/ask.js";
import { SetUserPreferencesDocument } from "../../api/generated/user.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { ErrorView } from "../../components/frame/error-view.js";
import styles from "./preference-matrix.module.css";
import { preferenceTable, reasonOf, type Choice, type Preferences } from "./preference-table.js";

const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...{ IN_APP: "In the app", EMAIL: "Email", SMS: "SMS" },
  ...{ PUSH: "Push", CHAT: "Chat", WEBHOOK: "HTTP" },
};

export interface PreferenceMatrixProps {
  readonly userId: string;
  readonly preferences: Preferences;
}

/** What somebody gets by which kind of channel, and the rule that decides. A cell is changed in place. */
export function PreferenceMatrix({ userId, preferences }: PreferenceMatrixProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { types, rows } = preferenceTable(preferences.choices);
  const set = useMutation({
    mutationFn: async ({ choice, allow }: { readonly choice: Choice; readonly allow: boolean }) => {
      const { category, workflowKey, channelType } = choice;
      const about = workflowKey !== null ? { workflowKey } : category !== null ? { category } : {};
      const input = { recipient: { userId }, rules: [{ ...about, channelType, allow }] };
      await ask(env, SetUserPreferencesDocument, { variables: { input } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [env, "user", userId] }),
  });
  const lift = useMutation({
    mutationFn: async ({ category, workflowKey, channelKey, channelType }: NonNullable<Choice["rule"]>) => {
      const input = { recipient: { userId }, rules: [{ category, workflowKey, channelKey, channelType, allow: null }] };
      await ask(env, SetUserPreferencesDocument, { variables: { input } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [env, "user", userId] }),
  });
  const mayChange = permissions.includes("own.change") && !set.isPending;
  return (
    <section aria-labelledby="preferences">
      <h2 id="preferences">Preferences</h2>
      {set.isError && <ErrorView error={set.error} />}
      {lift.isError && <ErrorView error={lift.error} />}
      {rows.length === 0 && <p>No workflow offers a choice.</p>}
      {rows.length > 0 && (
        <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="What is wanted">
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">About</th>
                {types.map((type) => (
                  <th key={type} scope="col">
                    {TYPE_NAMES[type] ?? type}
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
                            label={`${name}: ${TYPE_NAMES[type] ?? type}`}
                            mayChange={mayChange}
                            wanted={set.isPending && set.variables.choice === choice ? set.variables.allow : null}
                            onChange={(allow) => set.mutate({ choice, allow })}
                            onLift={lift.mutate}
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
      <p className={styles["commercial"]}>
        Commercial messages: {preferences.commercialSubscribed ? "subscribed" : "not subscribed"}.
      </p>
    </section>
  );
}

interface CellProps {
  readonly choice: Choice;
  readonly label: string;
  readonly mayChange: boolean;
  /** What was just chosen, until the server says what follows from it. */
  readonly wanted: boolean | null;
  readonly onChange: (allow: boolean) => void;
  /** Removes the rule that decides. */
  readonly onLift: (rule: NonNullable<Choice["rule"]>) => void;
}

function Cell({ choice, label, mayChange, wanted, onChange, onLift }: CellProps) {
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
        {isFixed && mayChange && rule?.source === "RECIPIENT" && (
          <button type="button" aria-label={`Remove the rule that decides ${label}`} onClick={() => onLift(rule)}>
            Remove the rule
          </button>
        )}
      </span>
    </div>
  );
}
