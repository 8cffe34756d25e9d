import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import { CreateSigningKeyDocument, RevokeSigningKeyDocument, SigningKeysDocument } from "../../api/generated/keys.js";
import type { OneSigningKeyFragment } from "../../api/generated/operations.js";
import { usePages } from "../../api/use-pages.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import { TextField } from "../../components/form/text-field.js";
import { ErrorView } from "../../components/frame/error-view.js";
import forms from "../../components/page/forms.module.css";
import { PagedList } from "../../components/page/paged-list.js";
import { Section } from "../../components/page/section.js";
import { RevokeDialog } from "./revoke-dialog.js";
import { RevokeKey } from "./revoke-key.js";

/** Public keys by which user tokens are checked. */
export function SigningKeys({ mayChange }: { readonly mayChange: boolean }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [isAdding, setIsAdding] = useState(false);
  const [revoked, setRevoked] = useState<OneSigningKeyFragment | null>(null);
  const { query, rows } = usePages([env, "signing-keys"], async (after, signal) => {
    const { signingKeys } = await ask(env, SigningKeysDocument, { variables: { after }, signal });
    if (!signingKeys) throw new Error("The server answered without signing keys.");
    return signingKeys;
  });
  const changed = () => client.invalidateQueries({ queryKey: [env, "signing-keys"] });
  const revoke = useMutation({
    async mutationFn({ keyId }: OneSigningKeyFragment) {
      await ask(env, RevokeSigningKeyDocument, { variables: { input: { keyId } } });
    },
    async onSuccess() {
      setRevoked(null);
      await changed();
    },
  });
  return (
    <Section
      title="Signing keys"
      about="Your backend signs user tokens with the private half, which never leaves it. Carillon checks them with the public half."
      actions={mayChange && !isAdding && <Button onClick={() => setIsAdding(true)}>Register a signing key</Button>}
    >
      {isAdding && (
        <Add
          onDone={() => {
            setIsAdding(false);
            void changed();
          }}
          onCancel={() => setIsAdding(false)}
        />
      )}
      <PagedList
        label="Signing keys"
        noun="signing keys"
        query={query}
        rows={rows}
        empty="None, so no signed user token is accepted."
      >
        {(row) => (
          <li key={row.id}>
            <span>
              <strong>{row.name ?? "A signing key"}</strong>{" "}
              <span className={forms["quiet"]}>
                {row.algorithm}, <code>kid: {row.keyId}</code>
              </span>
            </span>
            <span className={forms["quiet"]}>
              registered <When at={row.createdAt} />
            </span>
            <RevokeKey
              revokedAt={row.revokedAt}
              mayChange={mayChange}
              name={`the signing key ${row.name ?? row.keyId}`}
              onRevoke={() => setRevoked(row)}
            />
          </li>
        )}
      </PagedList>
      {revoked && (
        <RevokeDialog
          name={revoked.name ?? revoked.keyId}
          isBusy={revoke.isPending}
          error={revoke.error}
          onRevoke={() => revoke.mutate(revoked)}
          onClose={() => {
            setRevoked(null);
            revoke.reset();
          }}
        >
          User tokens that were signed with it are refused within 5 seconds, and their feeds close.
        </RevokeDialog>
      )}
    </Section>
  );
}

function Add({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel: () => void }) {
  const env = useEnvironmentKey();
  const [name, setName] = useState("");
  const [publicKey, setPublicKey] = useState("");
  const add = useMutation({
    async mutationFn() {
      const input = { publicKey: publicKey.trim(), ...(name.trim() === "" ? {} : { name: name.trim() }) };
      await ask(env, CreateSigningKeyDocument, { variables: { input } });
    },
    onSuccess: onDone,
  });
  return (
    <form
      className={forms["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextField label="Name" placeholder="Backend of the shop" value={name} onChange={setName} />
      <TextField
        label="Public key"
        hint="PEM (SPKI) or a JWK; RSA, P-256 or Ed25519. Never the private key."
        isCode
        isRequired
        lines={6}
        placeholder="-----BEGIN PUBLIC KEY-----"
        value={publicKey}
        onChange={setPublicKey}
      />
      {add.isError && <ErrorView error={add.error} />}
      <p className={forms["buttons"]}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="main" type="submit" isBusy={add.isPending}>
          Register
        </Button>
      </p>
    </form>
  );
}
