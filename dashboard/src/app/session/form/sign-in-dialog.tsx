import { Dialog } from "../../../components/frame/dialog.js";
import type { SignInRequest } from "../sign-in-request.js";
import styles from "./sign-in-form.module.css";
import { SignInForm } from "./sign-in-form.js";

const WORDS = {
  ended: ["Sign in", "Your session has ended, or there was none. What you have begun on this page is still there."],
  again: ["Sign in again", "This can do harm, so it needs a sign-in of the last 15 minutes."],
} as const;

export function SignInDialog({ reason, onDone, onCancel }: SignInRequest) {
  const [title, about] = WORDS[reason];
  return (
    <Dialog title={title} onClose={onCancel}>
      <p className={styles["about"]}>{about}</p>
      <SignInForm onDone={onDone} isAgain={reason === "again"} />
    </Dialog>
  );
}
