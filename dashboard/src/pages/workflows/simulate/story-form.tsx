import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { ask } from "../../../api/ask.js";
import { KnownUsersDocument, RecentTriggersDocument } from "../../../api/generated/simulate.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { personId } from "../../../components/facts/person-id.js";
import { fullWords } from "../../../components/facts/time-words.js";
import { Button } from "../../../components/form/button.js";
import { SelectField } from "../../../components/form/select-field.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import type { WorkflowDocument } from "../../../document/document.js";
import { allSteps } from "../../../document/paths.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { EventFields } from "./event-fields.js";
import styles from "./simulate.module.css";
import type { Story, StoryEvent, TriggerEvent } from "./story.js";

export interface StoryFormProps {
  readonly workflow: OpenWorkflow;
  readonly document: WorkflowDocument;
  readonly story: Story;
  readonly onChange: (story: Story) => void;
}

const TITLES: Readonly<Record<StoryEvent["kind"], string>> = {
  trigger: "Trigger",
  mark: "Mark",
  cancel: "Cancellation",
};

/** What happens in the story, and when. */
export function StoryForm({ workflow, document, story, onChange }: StoryFormProps) {
  const env = useEnvironmentKey();
  const users = useQuery({
    queryKey: [env, "known-users"],
    queryFn: async ({ signal }) => (await ask(env, KnownUsersDocument, { signal })).users?.nodes ?? [],
  });
  const people = (users.data ?? []).map(({ userId }) => userId);
  const sends = allSteps(document).flatMap(({ step }) => (step.type === "channel" ? [step.ref] : []));
  const { events } = story;
  const set = (next: readonly StoryEvent[]): void => onChange({ ...story, events: next });
  const last = Math.max(0, ...events.map(({ afterSeconds }) => afterSeconds));
  const first = events.find((event) => event.kind === "trigger");
  const add = (event: StoryEvent): void => set([...events, event]);
  return (
    <section className={styles["story"]} aria-labelledby="story">
      <h2 id="story">Story</h2>
      {workflow.committedVersion !== null && workflow.hasDraft && (
        <SelectField
          label="Of"
          value={story.useDraft ? "draft" : "committed"}
          choices={[
            ["draft", "the draft"],
            ["committed", `version ${workflow.committedVersion}`],
          ]}
          onChange={(value) => onChange({ ...story, useDraft: value === "draft" })}
        />
      )}
      <ol aria-label="Events">
        {events.map((event, index) => (
          <li key={index}>
            <fieldset className={styles["event"]}>
              <legend>{TITLES[event.kind]}</legend>
              <EventFields
                event={event}
                people={people}
                sends={sends}
                onChange={(next) => set(events.with(index, next))}
              />
              {events.length > 1 && (
                <span className={styles["remove"]}>
                  <IconButton
                    label={`Remove the ${TITLES[event.kind].toLowerCase()}`}
                    onClick={() => set(events.toSpliced(index, 1))}
                  >
                    <Trash2 size={16} aria-hidden />
                  </IconButton>
                </span>
              )}
            </fieldset>
          </li>
        ))}
      </ol>
      <p className={styles["add"]}>
        <Button onClick={() => first && add({ ...first, afterSeconds: last + 60 })} disabled={!first}>
          <Plus size={15} aria-hidden />
          Trigger
        </Button>
        <Button
          disabled={sends.length === 0}
          onClick={() =>
            add({
              ...{ kind: "mark", afterSeconds: last + 60, mark: "READ" },
              ...{ recipient: first?.recipients[0] ?? "", stepRef: sends[0] ?? "" },
            })
          }
        >
          <Plus size={15} aria-hidden />
          Mark
        </Button>
        <Button onClick={() => add({ kind: "cancel", afterSeconds: last + 60, cancellationKey: "key" })}>
          <Plus size={15} aria-hidden />
          Cancellation
        </Button>
      </p>
      {first && (
        <RecentTriggers
          workflowKey={workflow.workflowKey}
          onTake={(taken) => set(events.with(events.indexOf(first), { ...first, ...taken }))}
        />
      )}
    </section>
  );
}

interface RecentTriggersProps {
  readonly workflowKey: string;
  readonly onTake: (part: Pick<TriggerEvent, "data" | "actor" | "recipients">) => void;
}

/** What really happened lately, to be tried again. */
function RecentTriggers({ workflowKey, onTake }: RecentTriggersProps) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "recent-triggers", workflowKey],
    queryFn: async ({ signal }) =>
      (await ask(env, RecentTriggersDocument, { variables: { filter: { workflowKey } }, signal })).triggers?.nodes ??
      [],
  });
  const triggers = query.data ?? [];
  if (triggers.length === 0) return null;
  return (
    <SelectField
      label="Take from a real trigger"
      value=""
      choices={[["", "…"], ...triggers.map(({ id, acceptedAt }) => [id, fullWords(acceptedAt)] as const)]}
      onChange={(id) => {
        const found = triggers.find((trigger) => trigger.id === id);
        if (!found) return;
        const recipients = found.runs.nodes.flatMap(({ recipient }) => (recipient ? [personId(recipient)] : []));
        onTake({ data: found.data ?? {}, actor: found.actor ? personId(found.actor) : "", recipients });
      }}
    />
  );
}
