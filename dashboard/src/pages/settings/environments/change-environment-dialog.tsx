import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { UpdateEnvironmentDocument } from "../../../api/generated/environments.js";
import type { SettingsEnvironmentFragment } from "../../../api/generated/operations.js";
import { Button } from "../../../components/form/button.js";
import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import forms from "../../../components/page/forms.module.css";

export interface ChangeEnvironmentDialogProps {
  readonly environment: SettingsEnvironmentFragment;
  readonly all: readonly SettingsEnvironmentFragment[];
  readonly onClose: () => void;
}

export function ChangeEnvironmentDialog({ environment, all, onClose }: ChangeEnvironmentDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState(environment.name);
  const [hides, setHides] = useState(environment.hidesPersonalData);
  const [next, setNext] = useState(environment.promotesTo?.key ?? "");
  const change = useMutation({
    mutationFn: () => {
      const { key: environmentKey } = environment;
      const input = { environmentKey, name, hidesPersonalData: hides, promotesToKey: next === "" ? null : next };
      // Asked within the environment that changes: the role there counts.
      return ask(environmentKey, UpdateEnvironmentDocument, { variables: { input } });
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["environments"] });
      await client.invalidateQueries({ queryKey: [environment.key, "session"] });
    },
  });
  const others = all.filter(({ key }) => key !== environment.key);
  return (
    <Dialog title={`Change ${environment.name}`} onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <TextField label="Name" isFirst isRequired value={name} onChange={setName} />
        <SelectField
          label="Workflows are promoted to"
          value={next}
          choices={[["", "nowhere: it is the last"], ...others.map((each) => [each.key, each.name] as const)]}
          onChange={setNext}
        />
        <CheckField
          label="Hide names, addresses, properties and contents from readers"
          checked={hides}
          onChange={setHides}
        />
        {change.isError && <ErrorView error={change.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" type="submit" isBusy={change.isPending}>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
