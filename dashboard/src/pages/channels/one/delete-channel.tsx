import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { DeleteChannelDocument } from "../../../api/generated/channels.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import { Section } from "../../../components/page/section.js";
import { useChannelChange } from "./use-channel-change.js";

/** Deletes a channel after its key was typed. */
export function DeleteChannel({ channelKey }: { readonly channelKey: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Section
      title="Delete"
      about="Its messages stay. Steps that send by it are skipped."
      actions={
        <Button kind="danger" onClick={() => setIsOpen(true)}>
          Delete…
        </Button>
      }
    >
      {isOpen && <DeleteDialog channelKey={channelKey} onClose={() => setIsOpen(false)} />}
    </Section>
  );
}

function DeleteDialog({ channelKey, onClose }: { readonly channelKey: string; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const run = useChannelChange(async (env) => {
    await ask(env, DeleteChannelDocument, { variables: { input: { channelKey } } });
    await navigate({ to: "/$env/channels", params: { env } });
  });
  return (
    <Dialog title={`Delete ${channelKey}`} onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === channelKey) run.mutate();
        }}
      >
        <p>The channel and its secrets are gone at once. Messages that wait for it are given up.</p>
        <TextField label={`Type ${channelKey} to confirm`} isCode isFirst value={typed} onChange={setTyped} />
        {run.isError && <ErrorView error={run.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" isBusy={run.isPending} disabled={typed !== channelKey}>
            Delete
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
