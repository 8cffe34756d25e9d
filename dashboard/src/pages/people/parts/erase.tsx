import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { EraseObjectDocument, EraseUserDocument } from "../../../api/generated/erase.js";
import type { ErasedFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { DetailLoading } from "../../../components/facts/details.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import styles from "../../../components/page/forms.module.css";
import type { RecipientName } from "./recipient.js";
import { Section } from "../../../components/page/section.js";

/** The server counts so many of each sort at most. */
const COUNT_MAX = 10_000;

const SORTS: readonly (readonly [key: keyof ErasedFragment, one: string, many: string])[] = [
  ["messages", "message with its content and events", "messages with their content and events"],
  ["runs", "run; an unfinished one ends", "runs; unfinished ones end"],
  ["subscriptions", "subscription", "subscriptions"],
  ["preferenceSets", "set of preferences", "sets of preferences"],
  ["channelData", "channel with devices or connections", "channels with devices or connections"],
];

async function erase(env: string, name: RecipientName, isDryRun: boolean): Promise<ErasedFragment | null> {
  if (!name.object) {
    const input = { userId: name.userId, isDryRun };
    return (await ask(env, EraseUserDocument, { variables: { input } })).deleteUser?.counts ?? null;
  }
  const input = { ...name.object, isDryRun };
  return (await ask(env, EraseObjectDocument, { variables: { input } })).deleteObject?.counts ?? null;
}

export interface EraseProps {
  readonly name: RecipientName;
  /** What is typed to confirm. */
  readonly id: string;
}

/** Erases a user or an object, after its id was typed and with the count of what goes. */
export function Erase({ name, id }: EraseProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Section
      title="Erase"
      about="Deletes everything that names them: messages, runs, preferences and subscriptions."
      actions={
        <Button kind="danger" onClick={() => setIsOpen(true)}>
          Erase…
        </Button>
      }
    >
      {isOpen && <EraseDialog name={name} id={id} onClose={() => setIsOpen(false)} />}
    </Section>
  );
}

function EraseDialog({ name, id, onClose }: EraseProps & { readonly onClose: () => void }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const counts = useQuery({
    queryKey: [env, "erasure", name],
    queryFn: () => erase(env, name, true),
    staleTime: 0,
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: () => erase(env, name, false),
    async onSuccess() {
      await navigate({ to: name.object ? "/$env/objects" : "/$env/users", params: { env } });
      await client.invalidateQueries({ queryKey: [env] });
    },
  });
  return (
    <Dialog title={`Erase ${id}`} onClose={onClose}>
      <form
        className={styles["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === id) run.mutate();
        }}
      >
        <p>This cannot be undone. These go with it:</p>
        {counts.isPending && <DetailLoading label="Loading the count of what goes" />}
        {counts.isError && <ErrorView error={counts.error} onRetry={() => void counts.refetch()} />}
        {counts.data && (
          <dl className={styles["counts"]}>
            {SORTS.map(([key, one, many]) => {
              const count = counts.data?.[key] ?? 0;
              return <Count key={key} count={count} words={count === 1 ? one : many} />;
            })}
          </dl>
        )}
        <TextField label={`Type ${id} to confirm`} isCode isFirst value={typed} onChange={setTyped} />
        {run.isError && <ErrorView error={run.error} />}
        <p className={styles["buttons"]}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" isBusy={run.isPending} disabled={typed !== id || !counts.isSuccess}>
            Erase
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function Count({ count, words }: { readonly count: number; readonly words: string }) {
  return (
    <>
      <dt>{count >= COUNT_MAX ? `${COUNT_MAX.toLocaleString("en")} or more` : count.toLocaleString("en")}</dt>
      <dd>{words}</dd>
    </>
  );
}
