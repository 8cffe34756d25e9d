import { CarillonError } from "@carillon/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import type { ListedVersionFragment } from "../../../api/generated/operations.js";
import { PromoteWorkflowDocument } from "../../../api/generated/versions.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { DiffView } from "../../../components/steps/diff-view.js";
import { diffDocuments, isSameDocument } from "../../../document/diff.js";
import { readDocument } from "../../../document/document.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { missingChannels, useTarget, useTargets, type MissingChannel, type Target } from "./use-targets.js";
import styles from "./versions.module.css";

export interface PromoteDialogProps {
  readonly workflow: OpenWorkflow;
  readonly version: ListedVersionFragment;
  readonly onClose: () => void;
}

/** Commits a version in another environment, after a look at what changes there. */
export function PromoteDialog(props: PromoteDialogProps) {
  const { version, onClose } = props;
  const targets = useTargets();
  return (
    <Dialog title={`Promote version ${version.number}`} onClose={onClose}>
      {targets.isPending && <p role="status">Looking for environments…</p>}
      {targets.isError && <ErrorView error={targets.error} onRetry={() => void targets.refetch()} />}
      {targets.data?.length === 0 && (
        <p>
          This environment promotes to none that you may change. An owner or an admin can promote into any, and sets the
          next one with <code>updateEnvironment</code>.
        </p>
      )}
      {targets.data?.[0] && <PromoteForm {...props} targets={targets.data} first={targets.data[0]} />}
    </Dialog>
  );
}

interface PromoteFormProps extends PromoteDialogProps {
  readonly targets: readonly Target[];
  readonly first: Target;
}

function PromoteForm({ workflow, version, targets, first, onClose }: PromoteFormProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { workflowKey } = workflow;
  const [targetKey, setTargetKey] = useState(first.key);
  const [message, setMessage] = useState(version.message ?? "");
  const target = useTarget(targetKey, workflowKey);
  const name = targets.find(({ key }) => key === targetKey)?.name ?? targetKey;
  const there = target.data?.workflow ?? null;
  const document = readDocument(version.document);
  const diff = diffDocuments(readDocument(there?.committedDocument), document);
  const missing = target.data ? missingChannels(document, target.data.channelKeys) : [];
  const isSame = there?.committedVersion != null && isSameDocument(diff);
  const promote = useMutation({
    async mutationFn() {
      const input = {
        ...{ workflowKey, version: version.number, toEnvironmentKey: targetKey },
        ...{ expectedVersion: there?.committedVersion ?? null, message: message.trim() || null },
      };
      const { promoteWorkflow } = await ask(env, PromoteWorkflowDocument, { variables: { input } });
      return promoteWorkflow?.workflow.committedVersion ?? null;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [targetKey] }),
  });
  const hasMoved = promote.error instanceof CarillonError && promote.error.code === "CONFLICT";
  if (promote.isSuccess) {
    return (
      <div className={styles["dialog"]}>
        <p role="status">
          It is version {promote.data} in {name} now, and triggers there get it at once.
        </p>
        <p className={styles["buttons"]}>
          <Link to="/$env/workflows/$key" params={{ env: targetKey, key: workflowKey }}>
            Open it in {name}
          </Link>
          <Button kind="main" onClick={onClose}>
            Close
          </Button>
        </p>
      </div>
    );
  }
  return (
    <form
      className={styles["dialog"]}
      onSubmit={(event) => {
        event.preventDefault();
        promote.mutate();
      }}
    >
      <SelectField
        label="Into"
        value={targetKey}
        choices={targets.map(({ key, name: words, isNext }) => [key, isNext ? `${words} (the next one)` : words])}
        onChange={(next) => {
          promote.reset();
          setTargetKey(next);
        }}
      />
      {target.isPending && <p role="status">Comparing with {name}…</p>}
      {target.isError && <ErrorView error={target.error} onRetry={() => void target.refetch()} />}
      {target.data && (
        <>
          <p>
            {there?.committedVersion == null ? (
              <>{name} has no version of it yet: this becomes version 1.</>
            ) : (
              <>
                Compared with version {there.committedVersion} of {name}; this becomes version{" "}
                {there.committedVersion + 1}.
              </>
            )}
            {there?.hasDraft === true && " The draft there is kept."}
          </p>
          <Missing missing={missing} name={name} />
          <DiffView diff={diff} />
          <TextField label={`Why, for the history of ${name}`} value={message} onChange={setMessage} />
        </>
      )}
      {hasMoved ? (
        <p className={styles["missing"]} role="alert">
          Somebody committed in {name} meanwhile.{" "}
          <button
            type="button"
            className={styles["revert"]}
            onClick={() => {
              promote.reset();
              void target.refetch();
            }}
          >
            Compare again
          </button>
        </p>
      ) : (
        promote.isError && <ErrorView error={promote.error} />
      )}
      <p className={styles["buttons"]}>
        <Button onClick={onClose}>Not yet</Button>
        <Button
          kind="main"
          type="submit"
          disabled={!target.isSuccess || isSame || hasMoved || missing.length > 0}
          isBusy={promote.isPending}
        >
          Promote into {name}
        </Button>
      </p>
    </form>
  );
}

/** What keeps a version from being promoted: the server would refuse it. */
function Missing({ missing, name }: { readonly missing: readonly MissingChannel[]; readonly name: string }) {
  if (missing.length === 0) return null;
  return (
    <div className={styles["missing"]} role="alert">
      <p>
        <strong>{name} lacks what it sends by.</strong> Make {missing.length === 1 ? "this channel" : "these channels"}{" "}
        there first:
      </p>
      <ul>
        {missing.map(({ channelKey, refs }) => (
          <li key={channelKey}>
            <code>{channelKey}</code>, used by {refs.length === 1 ? "step" : "steps"} {refs.join(", ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
