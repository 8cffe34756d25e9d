import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { CreateEnvironmentDocument } from "../../../api/generated/environments.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { CheckField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";
import styles from "../settings.module.css";

/** Makes an environment, and shows its first keys, this once. */
export function NewEnvironmentDialog({ onClose }: { readonly onClose: () => void }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const [isDevelopment, setIsDevelopment] = useState(false);
  const create = useMutation({
    mutationFn: () => ask(env, CreateEnvironmentDocument, { variables: { input: { key, name, isDevelopment } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["environments"] });
      await client.invalidateQueries({ queryKey: [env, "session"] });
    },
  });
  const made = create.data?.createEnvironment;
  if (made) {
    return (
      <Dialog title={`${made.environment.name} is there`} onClose={() => undefined}>
        <div className={forms["stack"]}>
          <p>Its secret key is shown this once. Store it before you close this.</p>
          <code className={styles["secret"]}>{made.secretKey}</code>
          <p>Its public key, for browsers and apps:</p>
          <code className={styles["secret"]}>{made.publicKey}</code>
          <p className={forms["buttons"]}>
            <Button kind="main" onClick={onClose}>
              I have stored it
            </Button>
          </p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New environment" onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField label="Name" isFirst isRequired value={name} onChange={setName} />
        <TextField
          label="Key"
          hint="Lower-case letters, digits and dashes; it stays as it is."
          isCode
          isRequired
          value={key}
          onChange={setKey}
        />
        <CheckField
          label="For development: bare user ids are believed, so put nothing real into it"
          checked={isDevelopment}
          onChange={setIsDevelopment}
        />
        {create.isError && <ErrorView error={create.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" type="submit" isBusy={create.isPending}>
            Create
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
