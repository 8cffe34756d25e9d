import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import { RemoveMemberDocument } from "../../../api/generated/members.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import type { MemberDialogProps } from "./role-dialog.js";
import forms from "../../../components/page/forms.module.css";

export function RemoveDialog({ member, onClose }: MemberDialogProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => ask(env, RemoveMemberDocument, { variables: { input: { memberId: member.id } } }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  return (
    <Dialog title={`Remove ${member.name ?? member.email}`} onClose={onClose}>
      <div className={forms["stack"]}>
        <p>
          {member.joinedAt === null
            ? "The invitation is taken back; its link no longer works."
            : "Their sessions end within 5 seconds. What they did stays in the audit log, under their name."}
        </p>
        {remove.isError && <ErrorView error={remove.error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
