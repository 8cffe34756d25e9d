import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import { CreateKeyDocument } from "../../api/generated/keys.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { Button } from "../../components/form/button.js";
import { CheckField, SelectField } from "../../components/form/select-field.js";
import { TextField } from "../../components/form/text-field.js";
import { CopyButton } from "../../components/frame/copy-button.js";
import { Dialog } from "../../components/frame/dialog.js";
import { ErrorView } from "../../components/frame/error-view.js";
import forms from "../../components/page/forms.module.css";

/** Makes an API key, and shows it once: the dialog stays open until somebody says that it is stored. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const env = useEnvironmentKey();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"SECRET" | "PUBLIC">("SECRET");
  const [isStored, setIsStored] = useState(false);
  const make = useMutation({
    async mutationFn() {
      const input = { kind, ...(name.trim() === "" ? {} : { name: name.trim() }) };
      const { createApiKey } = await ask(env, CreateKeyDocument, { variables: { input } });
      if (!createApiKey?.key) throw new Error("The server answered without a key.");
      return createApiKey.key;
    },
  });
  const close = () => {
    if (!make.isSuccess || isStored) onClose();
  };
  return (
    <Dialog title={make.isSuccess ? "Your new key" : "New API key"} onClose={close}>
      {make.isSuccess ? (
        <div className={forms["stack"]}>
          <p>It is shown this once. Carillon keeps only a hash of it.</p>
          <p className={forms["card"]}>
            <code className={forms["code"]}>{make.data}</code>
          </p>
          <p>
            <CopyButton text={make.data} label="Copy the key" />
          </p>
          <CheckField label="I have stored it" checked={isStored} onChange={setIsStored} />
          <p className={forms["buttons"]}>
            <Button kind="main" disabled={!isStored} onClick={onClose}>
              Close
            </Button>
          </p>
        </div>
      ) : (
        <form
          className={forms["stack"]}
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <TextField label="Name" isFirst placeholder="Backend of the shop" value={name} onChange={setName} />
          <SelectField
            label="Kind"
            value={kind}
            choices={[
              ["SECRET", "Secret: for servers"],
              ["PUBLIC", "Public: for browsers and apps"],
            ]}
            onChange={(next) => setKind(next === "PUBLIC" ? "PUBLIC" : "SECRET")}
          />
          {make.isError && <ErrorView error={make.error} />}
          <p className={forms["buttons"]}>
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="main" type="submit" isBusy={make.isPending}>
              Create key
            </Button>
          </p>
        </form>
      )}
    </Dialog>
  );
}
