import { CarillonError } from "@carillon/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { SaveDraftDocument } from "../../../api/generated/builder.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { keyOfName, STARTERS } from "../../../document/shapes.js";
import { useChannels } from "../builder/use-channels.js";
import styles from "./list.module.css";

/** Begins a workflow: what it is called, and what it does at first. */
export function NewWorkflow({ onClose }: { readonly onClose: () => void }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const navigate = useNavigate();
  const channels = useChannels();
  const [name, setName] = useState("");
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [starter, setStarter] = useState("message");
  const key = ownKey ?? keyOfName(name);
  const make = useMutation({
    async mutationFn() {
      const steps = STARTERS.find((each) => each.key === starter)?.steps(channels) ?? [];
      const document = { key, name: name.trim(), steps };
      // Revision 0: refused if there is such a workflow already.
      await ask(env, SaveDraftDocument, { variables: { input: { document, draftRevision: 0 } } });
    },
    async onSuccess() {
      await client.invalidateQueries({ queryKey: [env, "workflows"] });
      await navigate({ to: "/$env/workflows/$key", params: { env, key } });
    },
  });
  const isTaken = make.error instanceof CarillonError && make.error.code === "CONFLICT";
  return (
    <Dialog title="New workflow" onClose={onClose}>
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextField label="Name" isFirst isRequired placeholder="New comment" value={name} onChange={setName} />
        <TextField
          label="Key"
          isCode
          isRequired
          hint="What the backend calls: notify({ workflowKey }). It does not change any more."
          issue={isTaken ? `There is a workflow “${key}” already.` : null}
          value={key}
          onChange={setOwnKey}
        />
        <fieldset className={styles["starters"]}>
          <legend>Begin with</legend>
          {STARTERS.map((each) => (
            <label key={each.key} data-is-missing={each.steps(channels) === null}>
              <input
                type="radio"
                name="starter"
                value={each.key}
                checked={starter === each.key}
                disabled={each.steps(channels) === null}
                onChange={() => setStarter(each.key)}
              />
              <span>
                <strong>{each.label}</strong>
                <span>{each.hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {make.isError && !isTaken && <ErrorView error={make.error} />}
        <p className={styles["buttons"]}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" isBusy={make.isPending}>
            Create
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
