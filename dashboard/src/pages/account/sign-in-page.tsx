import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { SignInForm } from "../../app/session/form/sign-in-form.js";
import { tellSignedIn } from "../../app/session/form/signed-in-elsewhere.js";
import { AccountFrame } from "./account-frame.js";
import styles from "./account.module.css";

/** Where somebody without a session begins; and where the identity provider's window ends. */
export function SignInPage() {
  const navigate = useNavigate();
  const { refusal, isDone } = useSearch({ from: "/sign-in" });
  useEffect(() => {
    if (isDone !== true) return;
    tellSignedIn();
    // Only a window that a page has opened can be closed; any other one goes on by itself.
    window.close();
    void navigate({ to: "/", replace: true });
  }, [isDone, navigate]);
  if (isDone === true) return <AccountFrame title="Signed in">You can close this window.</AccountFrame>;
  return (
    <AccountFrame title="Sign in">
      {refusal !== undefined && (
        <p className={styles["refusal"]} role="alert">
          {refusal}
        </p>
      )}
      <SignInForm onDone={(env) => void navigate({ to: "/$env", params: { env }, replace: true })} />
      <p className={styles["about"]}>No account yet? Ask an owner or admin for a link.</p>
    </AccountFrame>
  );
}
