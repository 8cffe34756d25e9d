import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { addressOf } from "../../page-address.js";
import { environmentKeyIn, postAccount } from "../account-api.js";
import styles from "./sign-in-form.module.css";
import { onSignedInElsewhere } from "./signed-in-elsewhere.js";

export interface SignInFormProps {
  readonly onDone: (environmentKey: string) => void;
  /** Whether the identity provider has to ask even somebody whom it knows. */
  readonly isAgain?: boolean;
}

/** Signs in by a password, or by the identity provider in a window of its own, so that this page stays. */
export function SignInForm({ onDone, isAgain = false }: SignInFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const methods = useQuery({
    queryKey: ["sign-in-methods"],
    staleTime: Infinity,
    queryFn: () => postAccount("methods"),
  });
  const hasProvider =
    typeof methods.data === "object" && methods.data !== null && Reflect.get(methods.data, "provider") === true;
  const enter = useMutation({
    mutationFn: async () => environmentKeyIn(await postAccount("password", { email, password })),
    onSuccess: onDone,
  });
  useEffect(
    () => onSignedInElsewhere(() => void postAccount("session").then((found) => onDone(environmentKeyIn(found)))),
    [onDone],
  );
  return (
    <div className={styles["form"]}>
      {hasProvider && (
        <>
          <a
            className={styles["provider"]}
            href={addressOf(`dashboard/auth/oidc${isAgain ? "?again=1" : ""}`)}
            target="_blank"
            rel="noreferrer"
          >
            Sign in with your company’s account
          </a>
          <p className={styles["or"]}>or by a password of this server</p>
        </>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextField
          {...{ label: "Email address", type: "email", autoComplete: "username", isRequired: true, isFirst: true }}
          value={email}
          onChange={setEmail}
        />
        <TextField
          {...{ label: "Password", type: "password", autoComplete: "current-password", isRequired: true }}
          value={password}
          onChange={setPassword}
          issue={enter.error?.message ?? null}
        />
        <Button kind="main" type="submit" isBusy={enter.isPending}>
          Sign in
        </Button>
      </form>
    </div>
  );
}
