import { ask } from "../../../api/ask.js";
import { ResumeChannelDocument } from "../../../api/generated/channels.js";
import type { OneChannelFragment } from "../../../api/generated/operations.js";
import { durationWords } from "../../../components/facts/time-words.js";
import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { None, Section } from "../../../components/page/section.js";
import { providerName } from "../channel-words.js";
import type { ChannelList } from "../use-channel-list.js";
import styles from "./health.module.css";
import { useChannelChange } from "./use-channel-change.js";

export interface HealthProps {
  readonly channel: OneChannelFragment;
  readonly list: ChannelList;
  readonly mayChange: boolean;
}

/** What keeps the channel from sending, and how sending went in the last hour, by provider. */
export function Health({ channel, list, mayChange }: HealthProps) {
  const { channelKey, issues, breakers } = channel;
  const rows = list.health.filter((each) => each.channelKey === channelKey);
  const held = breakers.filter(({ state }) => state !== "closed");
  const resume = useChannelChange(async (env) => {
    await ask(env, ResumeChannelDocument, { variables: { input: { channelKey } } });
  });
  return (
    <Section title="Health">
      {issues.length > 0 && (
        <ul className={styles["issues"]} aria-label="What keeps it from sending">
          {issues.map(({ path, code, message }) => (
            <li key={`${path.join(".")} ${code}`}>{message}</li>
          ))}
        </ul>
      )}
      {held.length > 0 && (
        <div className={styles["held"]} role="status">
          {held.map(({ providerKey, reason, code, retryAt, stoppedAt }) => (
            <p key={providerKey}>
              <strong>{providerName(list.providers, providerKey)}</strong> is held: {reason ?? "it fails"}
              {code !== null && (
                <>
                  {" "}
                  <code>{code}</code>
                </>
              )}
              {retryAt !== null && stoppedAt === null && (
                <>
                  . Tried again <When at={retryAt} />
                </>
              )}
            </p>
          ))}
          {mayChange && (
            <Button isBusy={resume.isPending} onClick={() => resume.mutate()}>
              Send again now
            </Button>
          )}
          {resume.isError && <ErrorView error={resume.error} />}
        </div>
      )}
      {rows.length === 0 ? (
        <None>Nothing was sent by it in the last hour.</None>
      ) : (
        <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="Attempts by provider">
          <table className={styles["table"]}>
            <thead>
              <tr>
                {["Provider", "Attempts in the last hour", "Failed", "Half within", "95 of 100 within", "Waiting"].map(
                  (header) => (
                    <th key={header} scope="col">
                      {header}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map(
                ({ providerKey, attemptCount, failureCount, p50Ms, p95Ms, queuedCount, oldestQueuedSeconds }) => (
                  <tr key={providerKey}>
                    <th scope="row">{providerName(list.providers, providerKey)}</th>
                    <td>{attemptCount.toLocaleString("en")}</td>
                    <td data-is-bad={failureCount > 0}>{failureCount.toLocaleString("en")}</td>
                    <td>{p50Ms === null ? "–" : durationWords(p50Ms)}</td>
                    <td>{p95Ms === null ? "–" : durationWords(p95Ms)}</td>
                    <td>
                      {queuedCount.toLocaleString("en")}
                      {oldestQueuedSeconds !== null && `, the first for ${durationWords(oldestQueuedSeconds * 1000)}`}
                    </td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
