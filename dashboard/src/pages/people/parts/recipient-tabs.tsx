import { useNavigate, useSearch } from "@tanstack/react-router";
import { TextFilter } from "../../../components/log/text-filter.js";
import type { PreferenceOwner } from "../preferences/owner.js";
import { Preferences } from "../preferences/preferences.js";
import { Messages, Runs } from "../happened/happened.js";
import type { Tab } from "./one-page.js";
import type { RecipientName } from "./recipient.js";
import { Subscriptions } from "./subscriptions.js";

/** The views that users and objects share, beside their profile. */
export function recipientTabs(name: RecipientName): readonly Tab[] {
  const filter = { recipient: name };
  return [
    { key: "preferences", label: "Preferences", content: () => <RecipientPreferences name={name} /> },
    { key: "subscriptions", label: "Subscriptions", content: () => <Subscriptions name={name} /> },
    { key: "messages", label: "Messages", content: () => <Messages filter={filter} /> },
    { key: "runs", label: "Runs", content: () => <Runs filter={filter} /> },
  ];
}

function RecipientPreferences({ name }: { readonly name: RecipientName }) {
  const { tenant } = useSearch({ strict: false });
  const navigate = useNavigate();
  const tenantId = tenant ?? null;
  const owner: PreferenceOwner = name.object
    ? { kind: "object", ...name.object, tenantId }
    : { kind: "user", userId: name.userId, tenantId };
  return (
    <>
      <p>
        <TextFilter
          label="In tenant"
          placeholder="outside any"
          value={tenant}
          onChange={(next) =>
            void navigate({ to: ".", search: { tab: "preferences", ...(next === undefined ? {} : { tenant: next }) } })
          }
        />
      </p>
      <Preferences owner={owner} />
    </>
  );
}
