import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { SetMemberRoleDocument } from "../../../api/generated/members.js";
import type { ListedMemberFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import { SelectField } from "../../../components/form/select-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { rolesToGive } from "./roles.js";
import forms from "../../../components/page/forms.module.css";
import styles from "../settings.module.css";

const NONE = "none";

export interface MemberDialogProps {
  readonly member: ListedMemberFragment;
  readonly onClose: () => void;
}

/** Changes a role, everywhere or in one environment. */
export function RoleDialog({ member, onClose }: MemberDialogProps) {
  const env = useEnvironmentKey();
  const { role: own, environments } = useSession();
  const client = useQueryClient();
  const [environmentKey, setEnvironmentKey] = useState("");
  const [role, setRole] = useState<string>(member.role);
  const isEverywhere = environmentKey === "";
  const given = rolesToGive(own);
  const roles = isEverywhere ? given : [...given.filter(([each]) => each !== "OWNER"), [NONE, "No access"] as const];
  const change = useMutation({
    mutationFn: () => {
      const input = {
        memberId: member.id,
        role: given.find(([each]) => each === role)?.[0] ?? null,
        environmentKey: isEverywhere ? null : environmentKey,
      };
      return ask(env, SetMemberRoleDocument, { variables: { input } });
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  return (
    <Dialog title={`Role of ${member.name ?? member.email}`} onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <SelectField
          label="Where"
          value={environmentKey}
          choices={[
            ["", "Everywhere"],
            ...(member.role === "OWNER" ? [] : environments.map(({ key, name }) => [key, `Only in ${name}`] as const)),
          ]}
          onChange={setEnvironmentKey}
        />
        <SelectField label="Role" value={role} choices={roles} onChange={setRole} />
        <p className={styles["about"]}>They have to sign in again.</p>
        {change.isError && <ErrorView error={change.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" type="submit" isBusy={change.isPending}>
            Change
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
