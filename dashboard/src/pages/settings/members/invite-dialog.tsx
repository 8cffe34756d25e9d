import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { InviteMemberDocument } from "../../../api/generated/members.js";
import type { Role } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { rolesToGive } from "./roles.js";
import forms from "../../../components/page/forms.module.css";
import styles from "../settings.module.css";

/** Invites somebody, and shows the link to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const env = useEnvironmentKey();
  const { role: own } = useSession();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("DEVELOPER");
  const invite = useMutation({
    mutationFn: () => ask(env, InviteMemberDocument, { variables: { input: { email, role } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["members"] }),
  });
  const choices = rolesToGive(own);
  const made = invite.data?.inviteMember;
  if (made) {
    return (
      <Dialog title={`${made.member.email} is invited`} onClose={onClose}>
        <div className={forms["stack"]}>
          {made.link === null ? (
            <p>They sign in with their company’s account, at this address.</p>
          ) : (
            <>
              <p>Hand this link over yourself: Carillon sends no mail for it. It works once, for three days.</p>
              <code className={styles["secret"]}>{new URL(made.link, location.href).href}</code>
            </>
          )}
          <p className={forms["buttons"]}>
            <Button kind="main" onClick={onClose}>
              Done
            </Button>
          </p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form
        className={forms["stack"]}
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <TextField label="Email address" type="email" isFirst isRequired value={email} onChange={setEmail} />
        <SelectField
          label="Role"
          value={role}
          choices={choices}
          onChange={(next) => setRole(choices.find(([each]) => each === next)?.[0] ?? role)}
        />
        {invite.isError && <ErrorView error={invite.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" type="submit" isBusy={invite.isPending}>
            Invite
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
