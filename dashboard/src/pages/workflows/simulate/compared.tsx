import { ErrorView } from "../../../components/frame/error-view.js";
import { ContentView } from "../../../components/content/content-view.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { nameOf, type SimulatedMessage } from "./moments.js";
import { useSimulation } from "./use-simulation.js";
import styles from "./simulate.module.css";
import type { Story } from "./story.js";

export interface ComparedProps {
  readonly workflow: OpenWorkflow;
  readonly story: Story;
}

/** Runs the story with the draft and with the committed version, and shows whose messages differ. */
export function Compared({ workflow, story }: ComparedProps) {
  const draft = useSimulation(workflow, { ...story, useDraft: true });
  const committed = useSimulation(workflow, { ...story, useDraft: false });
  const error = draft.error ?? committed.error;
  if (error) return <ErrorView error={error} />;
  if (!draft.data || !committed.data) return <p role="status" aria-label="Loading the comparison" />;
  const [now, then] = [byRecipient(draft.data.messages), byRecipient(committed.data.messages)];
  const names = [...new Set([...then.keys(), ...now.keys()])];
  const different = names.filter((name) => said(now.get(name)) !== said(then.get(name)));
  if (different.length === 0) return <p>Everybody gets the same messages from the draft.</p>;
  return (
    <ul className={styles["messages"]} aria-label="Whose messages differ">
      {different.map((name) => (
        <li key={name}>
          <p>
            <strong>{name}</strong>
          </p>
          <div className={styles["both"]}>
            <Side title={`Version ${workflow.committedVersion ?? ""}`} messages={then.get(name) ?? []} />
            <Side title="Draft" messages={now.get(name) ?? []} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Side({ title, messages }: { readonly title: string; readonly messages: readonly SimulatedMessage[] }) {
  return (
    <div>
      <p className={styles["sum"]}>{title}</p>
      {messages.length === 0 && <p>No message.</p>}
      {messages.map((message, index) => (
        <ContentView key={index} content={message.content} />
      ))}
    </div>
  );
}

function byRecipient(messages: readonly SimulatedMessage[]): Map<string, SimulatedMessage[]> {
  const map = new Map<string, SimulatedMessage[]>();
  for (const message of messages) {
    const name = nameOf(message.recipient);
    map.set(name, [...(map.get(name) ?? []), message]);
  }
  return map;
}

function said(messages: readonly SimulatedMessage[] = []): string {
  return JSON.stringify(messages.map(({ at, channelKey, content }) => [at, channelKey, content]));
}
