import type { CheckFragment, OneProviderFragment } from "../../../api/generated/operations.js";
import type { OutcomeKind } from "../../../components/marks/outcome.js";
import { StatusMark } from "../../../components/marks/status-mark.js";
import { providerName } from "../channel-words.js";
import styles from "./checks.module.css";

const STATES: Readonly<Record<CheckFragment["state"], readonly [OutcomeKind, string]>> = {
  PASSED: ["sent", "Takes them"],
  REFUSED: ["failed", "Refuses them"],
  UNKNOWN: ["waiting", "Not known"],
};

export interface ChecksProps {
  readonly checks: readonly CheckFragment[];
  readonly providers: readonly OneProviderFragment[];
}

/** What the vendors say of the settings. */
export function Checks({ checks, providers }: ChecksProps) {
  return (
    <ul className={styles["checks"]} aria-label="What the vendors say of the settings" role="list">
      {checks.map(({ providerKey, state, code, message }) => {
        const [kind, words] = STATES[state];
        return (
          <li key={providerKey}>
            <p>
              <strong>{providerName(providers, providerKey)}</strong>
              <StatusMark kind={kind}>{words}</StatusMark>
            </p>
            <p className={styles["more"]}>
              {message} {code !== null && <code>{code}</code>}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
