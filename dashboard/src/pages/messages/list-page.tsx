import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { ask } from "../../api/ask.js";
import { MessagesChangedDocument, MessagesDocument } from "../../api/generated/messages.js";
import type { MessagesQuery } from "../../api/generated/operations.js";
import { liveSocket } from "../../api/live/live-socket.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useHref } from "../../app/use-href.js";
import { DELIVERY_CHOICES, DeliveryMark } from "../../components/marks/delivery-mark.js";
import type { Column } from "../../components/log/data-table.js";
import { LogPage } from "../../components/log/log-page.js";
import { ChoiceFilter, TextFilter } from "../../components/log/text-filter.js";
import { DEFAULT_RANGE } from "../../components/log/ranges.js";
import { TimeRange } from "../../components/log/time-range.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import { PersonName } from "../../components/facts/person-name.js";
import { When } from "../../components/facts/when.js";
import { Engagement } from "./engagement.js";
import { messageFilter } from "./message-filter.js";
import type { MessagesSearch } from "./search.js";

const MessageDetails = lazy(async () => ({ default: (await import("./message-details.js")).MessageDetails }));

const route = getRouteApi("/$env/messages");
const PAGE_SIZE = 50;

type Row = NonNullable<MessagesQuery["messages"]>["nodes"][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    ...{ key: "delivery", header: "Delivery", width: "124px" },
    cell: ({ deliveryStatus }) => <DeliveryMark status={deliveryStatus} />,
  },
  { ...{ key: "engagement", header: "Engagement", width: "110px" }, cell: (row) => <Engagement {...row} /> },
  {
    ...{ key: "recipient", header: "Recipient", width: "minmax(140px, 1fr)" },
    cell: ({ recipient }) => <PersonName person={recipient} />,
  },
  {
    ...{ key: "channel", header: "Channel", width: "minmax(90px, 160px)" },
    cell: ({ channelKey }) => <code>{channelKey}</code>,
  },
  {
    ...{ key: "workflow", header: "Workflow", width: "minmax(120px, 220px)" },
    cell: ({ workflowKey }) => <code>{workflowKey}</code>,
  },
  { ...{ key: "when", header: "Made", width: "92px" }, cell: ({ createdAt }) => <When at={createdAt} /> },
];

/** The messages of the environment, of the latest trigger first. */
export function MessagesPage() {
  const env = useEnvironmentKey();
  const search = route.useSearch();
  const set = useSetSearch<MessagesSearch>(route.useNavigate());
  const navigate = useNavigate();
  const href = useHref();
  const onOpen = useCallback((open: string | undefined) => set({ open }), [set]);
  const { open, ...filtered } = search;
  const { range = DEFAULT_RANGE, delivery, workflow, channel, recipient } = filtered;
  const deliveryLabel = DELIVERY_CHOICES.find(([status]) => status === delivery)?.[1];
  const active = [
    ...(deliveryLabel ? [{ label: deliveryLabel, clear: () => set({ delivery: undefined }) }] : []),
    ...(workflow ? [{ label: workflow, clear: () => set({ workflow: undefined }) }] : []),
    ...(channel ? [{ label: channel, clear: () => set({ channel: undefined }) }] : []),
    ...(recipient ? [{ label: recipient, clear: () => set({ recipient: undefined }) }] : []),
    ...(range === "30d" ? [] : [{ label: `the last ${range}`, clear: () => set({ range: "30d" }) }]),
  ];
  return (
    <LogPage
      title="Messages"
      noun="messages"
      columns={COLUMNS}
      queryKey={[env, "messages", filtered]}
      fetchRows={async (after, signal) => {
        const variables = { filter: messageFilter(filtered), first: PAGE_SIZE, after };
        const { messages } = await ask(env, MessagesDocument, { variables, signal });
        if (!messages) throw new Error("The server answered without messages.");
        return messages;
      }}
      watchRows={({ onTail, onState }) =>
        liveSocket(env).subscribe(
          MessagesChangedDocument,
          { filter: messageFilter(filtered) },
          { onState, onData: ({ messagesChanged }) => onTail(messagesChanged) },
        )
      }
      filters={
        <>
          <TimeRange value={range} onChange={(next) => set({ range: next })} />
          <ChoiceFilter
            label="Delivery"
            value={delivery}
            choices={DELIVERY_CHOICES}
            onChange={(next) => set({ delivery: next })}
          />
          <TextFilter label="Channel" placeholder="key" value={channel} onChange={(next) => set({ channel: next })} />
          <TextFilter
            label="Workflow"
            placeholder="key"
            value={workflow}
            onChange={(next) => set({ workflow: next })}
          />
          <TextFilter
            label="Recipient"
            placeholder="user id"
            value={recipient}
            onChange={(next) => set({ recipient: next })}
          />
        </>
      }
      activeFilters={active}
      emptyHint={<p>A message is made by each channel step that a run reaches and that nothing holds back.</p>}
      openId={open}
      onOpen={onOpen}
      hrefOf={({ id }) => href(`messages/${id}`)}
      onVisit={({ id }) => void navigate({ to: "/$env/messages/$id", params: { env, id } })}
      panel={(id) => (
        <Suspense>
          <MessageDetails id={id} isAside />
        </Suspense>
      )}
    />
  );
}
