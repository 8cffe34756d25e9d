// Checked by the compiler only: props that the parts accept and refuse.
import type { BrowserClient, ServerClient } from "@carillon/client";
import type { ReactElement } from "react";
import { Feed, FeedBell, FeedItem, type FeedItemProps, FeedPopover, FeedProvider, CountBadge } from "../src/index.js";

declare const client: BrowserClient;
declare const server: ServerClient;
const endpoint = "/graphql";
const publicKey = "pk_1";

// A provider takes a client, or the options of one.
export const given = <FeedProvider client={client} />;
export const made = <FeedProvider endpoint={endpoint} publicKey={publicKey} userToken={() => "token"} theme="dark" />;
// @ts-expect-error not both at once
export const both = <FeedProvider client={client} endpoint={endpoint} publicKey={publicKey} />;
// @ts-expect-error nor neither
export const neither = <FeedProvider />;
// @ts-expect-error a key is needed
export const keyless = <FeedProvider endpoint={endpoint} />;
// @ts-expect-error a secret key has no place in a page
export const secret = <FeedProvider endpoint={endpoint} publicKey={publicKey} secretKey="sk_1" />;
// @ts-expect-error nor has a backend's client
export const backend = <FeedProvider client={server} />;

// Only known labels, themes and directions.
export const german = <FeedProvider client={client} labels={{ title: "Mitteilungen" }} locale="de" dir="ltr" />;
// @ts-expect-error no such theme
export const blue = <FeedProvider client={client} theme="blue" />;
// @ts-expect-error no such word
export const odd = <FeedProvider client={client} labels={{ titel: "Mitteilungen" }} />;
// @ts-expect-error this word depends on a number
export const fixed = <FeedProvider client={client} labels={{ bell: "Mitteilungen" }} />;

// Handlers get their typed arguments.
export const feed = (
  <Feed
    tab="unread"
    filter={{ categories: ["billing"] }}
    onNavigate={(url, item) => url.length + item.id.length}
    onButtonClick={(_item, button, event) => event.preventDefault === undefined || button.action}
    onError={(error) => error.code}
  />
);
export const archive = (
  <Feed tab="archived" tabs={["all", { key: "billing", label: "Billing", filter: { isRead: false } }]} />
);
// @ts-expect-error a tab of one's own has a label
export const nameless = <Feed tabs={[{ key: "billing" }]} />;
// @ts-expect-error nothing to filter by
export const filtered = <Feed filter={{ isGreen: true }} />;
// @ts-expect-error a level of a heading
export const deep = <Feed headingLevel={7} />;

// A replacement for a part gets the part's props.
const Mine = ({ item, actions }: FeedItemProps): ReactElement => <button onClick={() => actions.onArchive(item)} />;
export const parts = <Feed parts={{ Item: Mine }} />;
export const kept = <Feed parts={{ Item: (props) => <FeedItem {...props}>mine</FeedItem> }} />;
// @ts-expect-error wants what nobody gives it
export const greedy = <Feed parts={{ Item: (props: FeedItemProps & { more: string }) => <p>{props.more}</p> }} />;

// Opening and closing.
export const popover = <FeedPopover isOpen onOpenChange={(isOpen: boolean) => isOpen} bell={{ badge: "unread" }} />;
// @ts-expect-error a badge counts one of three things
export const badge = <CountBadge count="archived" />;
// @ts-expect-error a bell is always a button that submits nothing
export const submit = <FeedBell type="submit" />;
