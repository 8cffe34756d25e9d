import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import {
  AddSuppressionDocument,
  LiftSuppressionDocument,
  SuppressionsDocument,
} from "../../api/generated/dead-letters.js";
import type { OneSuppressionFragment } from "../../api/generated/operations.js";
import { usePages } from "../../api/use-pages.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import { SelectField } from "../../components/form/select-field.js";
import { TextField } from "../../components/form/text-field.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { TextFilter } from "../../components/log/text-filter.js";
import forms from "../../components/page/forms.module.css";
import { PagedList } from "../../components/page/paged-list.js";
import { Section } from "../../components/page/section.js";
import styles from "./page.module.css";

const REASONS: Readonly<Record<OneSuppressionFragment["reason"], string>> = {
  BOUNCED: "a mail bounced",
  COMPLAINED: "marked as spam",
  MANUAL: "added by hand",
};

/** Addresses to which nothing is sent, why, and their release. */
export function Suppressions() {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const [address, setAddress] = useState<string | undefined>(undefined);
  const [isAdding, setIsAdding] = useState(false);
  const { query, rows } = usePages([env, "suppressions", address], async (after, signal) => {
    const variables = { filter: address === undefined ? null : { address }, after };
    const { suppressions } = await ask(env, SuppressionsDocument, { variables, signal });
    if (!suppressions) throw new Error("The server answered without suppressions.");
    return suppressions;
  });
  const changed = () => client.invalidateQueries({ queryKey: [env, "suppressions"] });
  const lift = useMutation({
    async mutationFn({ address: lifted, channelType }: OneSuppressionFragment) {
      await ask(env, LiftSuppressionDocument, { variables: { input: { address: lifted, channelType } } });
    },
    onSuccess: changed,
  });
  const mayChange = permissions.includes("suppressions.change");
  return (
    <div className={styles["content"]}>
      <Section
        title="Suppression list"
        about="Nothing is sent to these addresses: a message to one is given up with the reason suppressed."
        actions={
          <>
            <TextFilter label="Address" placeholder="whole" value={address} onChange={setAddress} />
            {mayChange && !isAdding && <Button onClick={() => setIsAdding(true)}>Add an address</Button>}
          </>
        }
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
        {lift.isError && <ErrorView error={lift.error} />}
        <PagedList
          label="Suppressed addresses"
          noun="suppressions"
          query={query}
          rows={rows}
          empty={address === undefined ? "It is empty." : `“${address}” is not on it.`}
        >
          {(row) => (
            <li key={`${row.channelType} ${row.address}`}>
              <span>
                <strong>{row.address}</strong>{" "}
                <span className={forms["quiet"]}>
                  {row.channelType === "SMS" ? "SMS" : "email"}, {REASONS[row.reason]}
                  {row.note !== null && `: ${row.note}`}
                </span>
              </span>
              <When at={row.createdAt} />
              {mayChange && (
                <button
                  type="button"
                  className={forms["link"]}
                  disabled={lift.isPending}
                  aria-label={`Lift the suppression of ${row.address}`}
                  onClick={() => lift.mutate(row)}
                >
                  Lift
                </button>
              )}
            </li>
          )}
        </PagedList>
      </Section>
    </div>
  );
}

function Add({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel: () => void }) {
  const env = useEnvironmentKey();
  const [channelType, setChannelType] = useState<"EMAIL" | "SMS">("EMAIL");
  const [address, setAddress] = useState("");
  const [note, setNote] = useState("");
  const add = useMutation({
    async mutationFn() {
      const input = { channelType, address: address.trim(), ...(note.trim() === "" ? {} : { note: note.trim() }) };
      await ask(env, AddSuppressionDocument, { variables: { input } });
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
      <div className={forms["line"]}>
        <SelectField
          label="Kind"
          value={channelType}
          choices={[
            ["EMAIL", "Email"],
            ["SMS", "SMS"],
          ]}
          onChange={(next) => setChannelType(next === "SMS" ? "SMS" : "EMAIL")}
        />
        <TextField label="Address or number" isRequired value={address} onChange={setAddress} />
        <TextField label="Note" value={note} onChange={setNote} />
        <Button kind="main" type="submit" isBusy={add.isPending}>
          Add
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      {add.isError && <ErrorView error={add.error} />}
    </form>
  );
}
