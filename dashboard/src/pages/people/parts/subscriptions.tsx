import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import {
  FollowDocument,
  FollowersOfObjectDocument,
  FollowsOfObjectDocument,
  FollowsOfUserDocument,
  UnfollowDocument,
} from "../../../api/generated/subscriptions.js";
import type { FollowFragment } from "../../../api/generated/operations.js";
import { usePages } from "../../../api/use-pages.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import styles from "../../../components/page/forms.module.css";
import { PersonLink } from "./person-link.js";
import { nameOf, type RecipientName } from "./recipient.js";
import { PagedList } from "../../../components/page/paged-list.js";
import { Section } from "../../../components/page/section.js";

type Way = "follows" | "followers";
type Subscription = FollowFragment["nodes"][number];

/** What somebody follows and, of an object, who follows it. */
export function Subscriptions({ name }: { readonly name: RecipientName }) {
  return (
    <>
      {name.object && <List name={name} way="followers" />}
      <List name={name} way="follows" />
    </>
  );
}

async function read(
  env: string,
  { name, way }: { readonly name: RecipientName; readonly way: Way },
  { after, signal }: { readonly after: string | null; readonly signal: AbortSignal },
): Promise<FollowFragment> {
  const found = await (async () => {
    if (!name.object) {
      const variables = { userId: name.userId, after };
      return (await ask(env, FollowsOfUserDocument, { variables, signal })).user?.subscriptions;
    }
    const variables = { ...name.object, after };
    return way === "follows"
      ? (await ask(env, FollowsOfObjectDocument, { variables, signal })).object?.subscriptions
      : (await ask(env, FollowersOfObjectDocument, { variables, signal })).object?.subscribers;
  })();
  return found ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
}

function List({ name, way }: { readonly name: RecipientName; readonly way: Way }) {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const [isAdding, setIsAdding] = useState(false);
  const { query, rows } = usePages([env, "subscriptions", way, name], (after, signal) =>
    read(env, { name, way }, { after, signal }),
  );
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: [env, "subscriptions"] });
  const end = useMutation({
    async mutationFn({ object, recipient }: Subscription) {
      if (!object || !recipient) return;
      const { collection, objectId } = object;
      const input = { object: { collection, objectId }, recipients: [nameOf(recipient)] };
      await ask(env, UnfollowDocument, { variables: { input } });
    },
    onSuccess: changed,
  });
  const mayChange = permissions.includes("subscriptions.change");
  const title = way === "follows" ? "Follows" : "Followers";
  return (
    <Section
      title={title}
      about={
        way === "follows"
          ? "Objects whose triggers reach them too."
          : "A trigger for this object reaches everybody who follows it."
      }
      actions={
        mayChange &&
        !isAdding && (
          <Button onClick={() => setIsAdding(true)}>{way === "follows" ? "Follow an object" : "Add a follower"}</Button>
        )
      }
    >
      {isAdding && (
        <Add
          name={name}
          way={way}
          onDone={() => {
            setIsAdding(false);
            void changed();
          }}
          onCancel={() => setIsAdding(false)}
        />
      )}
      {end.isError && <ErrorView error={end.error} />}
      <PagedList
        label={title}
        noun={title.toLowerCase()}
        query={query}
        rows={rows}
        empty={way === "follows" ? "Nothing." : "Nobody."}
      >
        {(row) => (
          <li key={row.id}>
            <span>
              <PersonLink person={way === "follows" ? asPerson(row.object) : row.recipient} />
            </span>
            {row.properties && Object.keys(row.properties).length > 0 && <code>{JSON.stringify(row.properties)}</code>}
            <When at={row.createdAt} />
            {mayChange && (
              <button
                type="button"
                className={styles["link"]}
                disabled={end.isPending}
                aria-label={`End the subscription of ${labelOf(way, row)}`}
                onClick={() => end.mutate(row)}
              >
                End
              </button>
            )}
          </li>
        )}
      </PagedList>
    </Section>
  );
}

function asPerson(object: Subscription["object"]): Subscription["recipient"] {
  return object && { __typename: "RecipientObject", id: `${object.collection}/${object.objectId}`, ...object };
}

function labelOf(way: Way, { object, recipient }: Subscription): string {
  const person = way === "follows" ? asPerson(object) : recipient;
  return person?.name ?? person?.id ?? "somebody deleted";
}

interface AddProps {
  readonly name: RecipientName;
  readonly way: Way;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function Add({ name, way, onDone, onCancel }: AddProps) {
  const env = useEnvironmentKey();
  const [collection, setCollection] = useState("");
  const [id, setId] = useState("");
  const isObject = way === "follows";
  const add = useMutation({
    async mutationFn() {
      const typed = { collection: collection.trim(), objectId: id.trim() };
      const object = way === "follows" ? typed : name.object;
      if (!object) throw new Error("Only objects have followers.");
      const recipient = way === "follows" ? name : { userId: id.trim() };
      await ask(env, FollowDocument, { variables: { input: { object, recipients: [recipient] } } });
    },
    onSuccess: onDone,
  });
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div className={styles["line"]}>
        {isObject && (
          <TextField
            label="Collection"
            isCode
            isRequired
            placeholder="projects"
            value={collection}
            onChange={setCollection}
          />
        )}
        <TextField label={isObject ? "Object id" : "User id"} isCode isRequired value={id} onChange={setId} />
        <Button kind="main" type="submit" isBusy={add.isPending}>
          Subscribe
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      {add.isError && <ErrorView error={add.error} />}
    </form>
  );
}
