import type { ReactNode } from "react";
import { Button } from "../../components/form/button.js";
import { Dialog } from "../../components/frame/dialog.js";
import { ErrorView } from "../../components/frame/error-view.js";
import forms from "../../components/page/forms.module.css";

export interface RevokeDialogProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onRevoke: () => void;
  readonly onClose: () => void;
  /** What follows from it. */
  readonly children: ReactNode;
}

/** Asks once more before a key is refused for good. */
export function RevokeDialog({ name, isBusy, error, onRevoke, onClose, children }: RevokeDialogProps) {
  return (
    <Dialog title={`Revoke ${name}`} onClose={onClose}>
      <div className={forms["stack"]}>
        <p>{children}</p>
        <p>This cannot be undone.</p>
        {error !== null && <ErrorView error={error} />}
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" isBusy={isBusy} onClick={onRevoke}>
            Revoke
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
