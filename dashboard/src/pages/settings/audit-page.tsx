import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ask } from "../../api/ask.js";
import { AuditEntriesDocument } from "../../api/generated/audit.js";
import type { ListedEntryFragment } from "../../api/generated/operations.js";
import { basePath } from "../../app/page-address.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { When } from "../../components/facts/when.js";
import type { Column } from "../../components/log/data-table.js";
import { LogPage } from "../../components/log/log-page.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import { ChoiceFilter, TextFilter } from "../../components/log/text-filter.js";
import { TimeRange } from "../../components/log/time-range.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import { EntryDetails } from "./entry-details.js";
import type { AuditSearch } from "./search.js";
import { SettingsFrame } from "./settings-frame.js";

const route = getRouteApi("/account/settings/audit");
const PAGE_SIZE = 50;

/** What can be looked for: a word, and the actions that it stands for. */
const ACTIONS: readonly (readonly [string, string])[] = [
  ["signIn.*", "signing in"],
  ["access.refused", "refusals"],
  ["member.*", "members"],
  ["apiKey.*", "API keys"],
  ["signingKey.*", "signing keys"],
  ["environment.*", "environments"],
  ["workflow.*", "workflows"],
  ["channel.*", "channels"],
  ["user.*", "users"],
  ["message.viewed", "views of hidden contents"],
];

const COLUMNS: readonly Column<ListedEntryFragment>[] = [
  { ...{ key: "actor", header: "Who", width: "minmax(120px, 200px)" }, cell: ({ actorName }) => actorName },
  {
    ...{ key: "action", header: "What", width: "minmax(150px, 220px)" },
    cell: ({ action }) => <code>{action}</code>,
  },
  { ...{ key: "target", header: "To what", width: "minmax(140px, 1fr)" }, cell: ({ target }) => target },
  {
    ...{ key: "environment", header: "Environment", width: "minmax(90px, 140px)" },
    cell: ({ environment }) => environment?.key ?? "",
  },
  { ...{ key: "when", header: "When", width: "92px" }, cell: ({ at }) => <When at={at} /> },
];

/** Who did what, latest first. */
export function AuditPage() {
  const { permissions } = useSession();
  if (!permissions.includes("audit.read")) {
    return (
      <SettingsFrame title="Audit log" about="" right="audit.read">
        {null}
      </SettingsFrame>
    );
  }
  return <AuditLog />;
}

function AuditLog() {
  const env = useEnvironmentKey();
  const { environments } = useSession();
  const search = route.useSearch();
  const set = useSetSearch<AuditSearch>(route.useNavigate());
  const onOpen = useCallback((open: string | undefined) => set({ open }), [set]);
  const { open, ...filtered } = search;
  const { range = DEFAULT_RANGE, action, target, environment } = filtered;
  const active = [
    ...(action ? [{ label: action, clear: () => set({ action: undefined }) }] : []),
    ...(target ? [{ label: target, clear: () => set({ target: undefined }) }] : []),
    ...(environment ? [{ label: environment, clear: () => set({ environment: undefined }) }] : []),
    ...(range === "30d" ? [] : [{ label: `the last ${range}`, clear: () => set({ range: "30d" }) }]),
  ];
  return (
    <LogPage
      title="Audit log"
      noun="entries"
      columns={COLUMNS}
      queryKey={["audit", filtered]}
      fetchRows={async (after, signal) => {
        const filter = {
          at: { from: startOf(range) },
          ...(action === undefined ? {} : { actions: [action] }),
          ...(target === undefined ? {} : { target }),
          ...(environment === undefined ? {} : { environmentKey: environment }),
        };
        const { auditEntries } = await ask(env, AuditEntriesDocument, {
          variables: { filter, first: PAGE_SIZE, after },
          signal,
        });
        if (!auditEntries) throw new Error("The server answered without entries.");
        return auditEntries;
      }}
      filters={
        <>
          <TimeRange value={range} onChange={(next) => set({ range: next })} />
          <ChoiceFilter label="What" value={action} choices={ACTIONS} onChange={(next) => set({ action: next })} />
          <TextFilter
            label="To what"
            placeholder="workflow:key"
            value={target}
            onChange={(next) => set({ target: next })}
          />
          <ChoiceFilter
            label="Environment"
            value={environment}
            choices={environments.map(({ key, name }) => [key, name] as const)}
            onChange={(next) => set({ environment: next })}
          />
        </>
      }
      activeFilters={active}
      emptyHint={<p>Sign-ins, refusals and changes are listed here for 400 days.</p>}
      openId={open}
      onOpen={onOpen}
      hrefOf={({ id }) => `${basePath}/settings/audit?open=${id}`}
      onVisit={({ id }) => onOpen(id)}
      panel={(id) => <EntryDetails id={id} />}
    />
  );
}
