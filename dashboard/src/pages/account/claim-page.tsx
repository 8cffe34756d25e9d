import { CarillonError } from "@carillon/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { environmentKeyIn, postAccount } from "../../app/session/account-api.js";
import { Button } from "../../components/form/button.js";
import { TextField } from "../../components/form/text-field.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { AccountFrame } from "./account-frame.js";
import styles from "./account.module.css";

/** Read once, and taken out of the address: the link works once, and must not stay in the history. */
const token = takeToken();

function takeToken(): string {
  const found = /^#([\w-]+)$/.exec(location.hash)?.[1] ?? "";
  if (found !== "") history.replaceState(history.state, "", location.pathname);
  return found;
}

interface LinkFacts {
  readonly kind: string;
  readonly email: string | null;
  readonly role: string;
}

function isFacts(value: unknown): value is LinkFacts {
  return typeof value === "object" && value !== null && "kind" in value && "role" in value && "email" in value;
}

const ROLES: Readonly<Record<string, string>> = {
  ...{ OWNER: "an owner", ADMIN: "an admin", DEVELOPER: "a developer", SUPPORT: "support", READER: "a reader" },
};

/** Where a link leads that makes its reader a member. */
export function ClaimPage() {
  const link = useQuery({
    queryKey: ["claim"],
    staleTime: Infinity,
    queryFn: async () => {
      const facts = await postAccount("link", { token });
      if (!isFacts(facts)) throw new Error("The server does not say what the link is for.");
      return facts;
    },
  });
  if (link.isPending) return <AccountFrame title="One moment">The server looks at the link.</AccountFrame>;
  if (link.isError) {
    return (
      <AccountFrame title="This link does not work">
        <ErrorView error={link.error} onRetry={() => void link.refetch()} />
        <p className={styles["about"]}>
          The server prints a new one: at its start as long as it has no member, and at any time by{" "}
          <code>npm run owner -- you@example.com</code>.
        </p>
      </AccountFrame>
    );
  }
  return <ClaimForm {...link.data} />;
}

function ClaimForm({ kind, email: given, role }: LinkFacts) {
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const claim = useMutation({
    mutationFn: async () =>
      environmentKeyIn(await postAccount("claim", { token, email: given ?? email, name, password })),
    onSuccess: (env) => void navigate({ to: "/$env", params: { env }, replace: true }),
  });
  const issueAt = (field: string): string | null => {
    const issues = claim.error instanceof CarillonError ? claim.error.issues : [];
    return issues.find(({ path }) => path.includes(field))?.message ?? null;
  };
  const hasIssues = claim.error instanceof CarillonError && claim.error.issues.length > 0;
  return (
    <AccountFrame title={kind === "INVITATION" ? "Join" : "Be the owner"}>
      <p className={styles["about"]}>
        {given === null ? "You become the owner of this server." : `You become ${ROLES[role] ?? role} as ${given}.`}{" "}
        Choose a password, by which you sign in from now on.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          claim.mutate();
        }}
      >
        {given === null && (
          <TextField
            {...{ label: "Email address", type: "email", autoComplete: "username", isRequired: true }}
            value={email}
            onChange={setEmail}
            issue={issueAt("email")}
          />
        )}
        <TextField label="Your name" autoComplete="name" value={name} onChange={setName} issue={issueAt("name")} />
        <TextField
          {...{ label: "Password", type: "password", autoComplete: "new-password", isRequired: true }}
          hint="At least 12 characters. Several words are easier to keep than one odd one."
          value={password}
          onChange={setPassword}
          issue={issueAt("password")}
        />
        {claim.isError && !hasIssues && <ErrorView error={claim.error} />}
        <Button kind="main" type="submit" isBusy={claim.isPending}>
          {kind === "INVITATION" ? "Join" : "Become owner"}
        </Button>
      </form>
    </AccountFrame>
  );
}
