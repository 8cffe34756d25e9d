import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import { ApiKeysDocument, RevokeKeyDocument } from "../../api/generated/keys.js";
import type { OneApiKeyFragment } from "../../api/generated/operations.js";
import { usePages } from "../../api/use-pages.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import forms from "../../components/page/forms.module.css";
import { PagedList } from "../../components/page/paged-list.js";
import { Section } from "../../components/page/section.js";
import { NewKeyDialog } from "./new-key-dialog.js";
import { RevokeDialog } from "./revoke-dialog.js";
import { RevokeKey } from "./revoke-key.js";

const KINDS: Readonly<Record<OneApiKeyFragment["kind"], string>> = { SECRET: "secret", PUBLIC: "public" };
const STARTS: Readonly<Record<OneApiKeyFragment["kind"], string>> = { SECRET: "sk_…", PUBLIC: "pk_…" };

/** The API keys, working ones first. */
export function ApiKeys({ mayChange }: { readonly mayChange: boolean }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [revoked, setRevoked] = useState<OneApiKeyFragment | null>(null);
  const { query, rows: all } = usePages([env, "api-keys"], async (after, signal) => {
    const { apiKeys } = await ask(env, ApiKeysDocument, { variables: { after }, signal });
    if (!apiKeys) throw new Error("The server answered without keys.");
    return apiKeys;
  });
  const changed = () => client.invalidateQueries({ queryKey: [env, "api-keys"] });
  const revoke = useMutation({
    async mutationFn({ id }: OneApiKeyFragment) {
      await ask(env, RevokeKeyDocument, { variables: { input: { id } } });
    },
    async onSuccess() {
      setRevoked(null);
      await changed();
    },
  });
  const rows = [...all.filter(({ revokedAt }) => revokedAt === null), ...all.filter((each) => each.revokedAt !== null)];
  return (
    <Section
      title="API keys"
      about="A secret key acts for the whole environment and stays on your servers. A public key is for browsers and apps, and acts as the user whose token comes with it."
      actions={mayChange && <Button onClick={() => setIsMaking(true)}>New API key</Button>}
    >
      <PagedList label="API keys" noun="API keys" query={query} rows={rows} empty="None.">
        {(row) => (
          <li key={row.id} data-is-off={row.revokedAt !== null}>
            <span>
              <strong>{row.name ?? `A ${KINDS[row.kind]} key`}</strong>{" "}
              <code>
                {STARTS[row.kind]}
                {row.lastFour}
              </code>
            </span>
            <span className={forms["quiet"]}>
              {row.lastUsedAt === null ? (
                "never used"
              ) : (
                <>
                  used <When at={row.lastUsedAt} />
                </>
              )}
              , made <When at={row.createdAt} />
            </span>
            <RevokeKey
              revokedAt={row.revokedAt}
              mayChange={mayChange}
              name={`the key ${row.name ?? row.lastFour}`}
              onRevoke={() => setRevoked(row)}
            />
          </li>
        )}
      </PagedList>
      {isMaking && (
        <NewKeyDialog
          onClose={() => {
            setIsMaking(false);
            void changed();
          }}
        />
      )}
      {revoked && (
        <RevokeDialog
          name={revoked.name ?? `…${revoked.lastFour}`}
          isBusy={revoke.isPending}
          error={revoke.error}
          onRevoke={() => revoke.mutate(revoked)}
          onClose={() => {
            setRevoked(null);
            revoke.reset();
          }}
        >
          {revoked.lastUsedAt === null ? (
            "It was never used."
          ) : (
            <>
              It was last used <When at={revoked.lastUsedAt} />. Whoever still uses it is refused within 5 seconds.
            </>
          )}
        </RevokeDialog>
      )}
    </Section>
  );
}
