import { When } from "../../components/facts/when.js";
import forms from "../../components/page/forms.module.css";

export interface RevokeKeyProps {
  readonly revokedAt: string | null;
  readonly mayChange: boolean;
  /** The key, as in "the key Backend". */
  readonly name: string;
  readonly onRevoke: () => void;
}

/** When a key was revoked, or the button that revokes it. */
export function RevokeKey({ revokedAt, mayChange, name, onRevoke }: RevokeKeyProps) {
  if (revokedAt !== null) {
    return (
      <span>
        revoked <When at={revokedAt} />
      </span>
    );
  }
  if (!mayChange) return null;
  return (
    <button type="button" className={forms["link"]} data-kind="danger" aria-label={`Revoke ${name}`} onClick={onRevoke}>
      Revoke…
    </button>
  );
}
