// Pages for browser tests: the widget on a feed that a test fills. Built and served by server/test/e2e/widget.
import type { FeedItem } from "@carillon/client";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { createRoot } from "react-dom/client";
import { Feed, FeedPopover, FeedProvider, type FeedProviderProps } from "../../src/index.js";
import { ar } from "../../src/locales/ar.js";
import { de } from "../../src/locales/de.js";
import { he } from "../../src/locales/he.js";
import { pl } from "../../src/locales/pl.js";
import { PreferencePanel } from "../../src/preferences/index.js";
import { FeedToasts, type ToastPosition } from "../../src/toasts/index.js";
import { TitleBadge, useArrivalSound, useDesktopNotifications } from "../../src/attention/index.js";
import { createFakeClient, grace, itemOf } from "../support/fake-client.js";
import { fakePreferences } from "../support/fake-preferences.js";

const query = new URLSearchParams(location.search);
const client = { ...createFakeClient(), request: fakePreferences(query.get("preferences")) };
const feed = client.handle();
const navigated: string[] = [];
let next = 1;

const action = (url: string): FeedItem["blocks"][number] => ({
  __typename: "TextBlock",
  name: "action_url",
  text: url,
});
const html = (text: string): FeedItem["blocks"][number] => ({ __typename: "MarkdownBlock", name: "body", html: text });
const buttons: FeedItem["blocks"][number] = {
  __typename: "ButtonsBlock",
  name: "actions",
  buttons: [
    { name: "primary", label: "Reply", action: "/reply" },
    { name: "secondary", label: "See the document", action: "/document" },
  ],
};
const LONG = "A long story about a launch plan that went on and on. ".repeat(30);
const AGO = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** Items of every type. */
function samples(): FeedItem[] {
  const ada = { ...grace, id: "user_ada", userId: "ada", name: "Ada Lovelace" };
  return [
    itemOf(9, {
      createdAt: AGO(3),
      blocks: [
        html('<p><strong>Grace</strong> mentioned you in <a href="/inline">Launch plan</a></p>'),
        action("/plan"),
        buttons,
      ],
    }),
    itemOf(8, {
      createdAt: AGO(64),
      actors: [ada, grace],
      actorCount: 5,
      activityCount: 7,
      blocks: [html("<p><strong>Ada</strong> and 4 others commented on <em>Budget 2027</em></p>"), action("/budget")],
    }),
    itemOf(7, {
      createdAt: AGO(300),
      readAt: AGO(100),
      seenAt: AGO(100),
      actors: [],
      actorCount: 0,
      blocks: [html("<p>Your export is ready.</p>")],
    }),
    itemOf(6, {
      createdAt: AGO(1500),
      readAt: AGO(100),
      seenAt: AGO(100),
      tenant: { id: "t", tenantId: "acme", name: "Acme" },
      blocks: [
        html(
          "<h2>Release 4</h2><p>Three changes:</p><ul><li>First</li><li>Second</li></ul><blockquote><p>Well done</p></blockquote><pre><code>npm install --save-dev a-package-with-a-very-long-name another-one-of-them</code></pre><p>and <code>code</code></p>",
        ),
        action("/release"),
      ],
    }),
    itemOf(5, {
      createdAt: AGO(3000),
      readAt: AGO(1),
      seenAt: AGO(1),
      blocks: [html(`<p>${LONG}</p>`), action("/long")],
    }),
  ];
}

function many(count: number): FeedItem[] {
  return Array.from({ length: count }, (_, index) =>
    itemOf(count - index, {
      createdAt: AGO(index),
      seenAt: AGO(1),
      blocks: [
        html(
          `<p><strong>Grace</strong> did thing ${count - index}${index % 3 === 0 ? `. ${LONG.slice(0, 160)}` : ""}</p>`,
        ),
        action(`/thing/${count - index}`),
      ],
    }),
  );
}

const LANGUAGES = { ar, de, he, pl };

function Provided(props: Partial<FeedProviderProps> & { readonly children: ReactNode }): ReactElement {
  const theme = (query.get("theme") ?? "auto") as "auto" | "light" | "dark";
  const language = LANGUAGES[query.get("language") as keyof typeof LANGUAGES];
  const dir = query.get("dir") === "rtl" ? "rtl" : undefined;
  return <FeedProvider {...props} client={client} theme={theme} dir={dir} language={language} />;
}

const goTo = (url: string): void => void navigated.push(url);

function OwnButton(): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button ref={button} onClick={() => setOpen(!isOpen)}>
        My own button
      </button>
      <FeedPopover isOpen={isOpen} onOpenChange={setOpen} trigger={null} anchor={button} onNavigate={goTo} />
      <p>Elsewhere</p>
    </>
  );
}

function InDialog(): ReactElement {
  return (
    <dialog
      ref={(dialog) => dialog?.showModal()}
      style={{ transform: "translateX(40px)", width: 700, height: 500, overflow: "visible" }}
    >
      <FeedPopover onNavigate={goTo} />
    </dialog>
  );
}

function InShadow(): ReactElement {
  const [root, setRoot] = useState<ShadowRoot | null>(null);
  return (
    <div
      ref={(host) => {
        if (!host) return;
        setRoot(
          (before) =>
            before ??
            host.shadowRoot ??
            host.attachShadow({ mode: query.get("mode") === "closed" ? "closed" : "open" }),
        );
      }}
    >
      {root &&
        createPortal(
          <>
            <link rel="stylesheet" href="/styles.css" />
            <FeedPopover onNavigate={goTo} />
          </>,
          root,
        )}
    </div>
  );
}

/** A list in the document of an iframe, whose elements belong to the iframe's classes. */
function InFrame(): ReactElement {
  const [body, setBody] = useState<HTMLElement | null>(null);
  return (
    <>
      <iframe
        title="frame"
        width={420}
        height={420}
        ref={(frame) => void setBody((before) => before ?? frame?.contentDocument?.body ?? null)}
      />
      {body &&
        createPortal(
          <>
            <link rel="stylesheet" href="/styles.css" />
            <div style={{ height: 400 }}>
              <Feed onNavigate={goTo} />
            </div>
          </>,
          body,
        )}
    </>
  );
}

function InPanel(): ReactElement {
  return (
    <div style={{ maxWidth: 640, margin: 16 }}>
      <PreferencePanel />
    </div>
  );
}

/** Toasts beside a bell; `position` says where. */
function WithToasts(): ReactElement {
  const position = (query.get("position") ?? "bottom-end") as ToastPosition;
  return (
    <>
      {bar(<FeedPopover onNavigate={goTo} />)}
      <FeedToasts position={position} durationMs={Number(query.get("duration") ?? 600_000)} onNavigate={goTo} />
    </>
  );
}

/** All parts that draw attention; two buttons show their state. */
function Attention(): ReactElement {
  const { isReady } = useArrivalSound({ everyMs: 500 });
  const { permission, ask } = useDesktopNotifications({ onNavigate: goTo });
  return (
    <>
      <TitleBadge count="unread" favicon />
      <button>{isReady ? "Sound is ready" : "No sound yet"}</button>
      <button onClick={() => void ask()}>Notifications: {permission}</button>
    </>
  );
}

const bar = (inside: ReactNode): ReactElement => (
  <header style={{ display: "flex", justifyContent: "flex-end", padding: 16 }}>{inside}</header>
);

const SCENES: Readonly<Record<string, () => ReactElement>> = {
  popover: () => bar(<FeedPopover onNavigate={query.get("navigate") === "no" ? undefined : goTo} />),
  open: () => bar(<FeedPopover defaultOpen onNavigate={goTo} />),
  feed: () => (
    <div style={{ height: 560, width: 400, margin: 16 }}>
      <Feed onNavigate={goTo} />
    </div>
  ),
  views: () => (
    <div style={{ height: 640, width: "min(400px, 100vw - 16px)", margin: 8 }}>
      <Feed
        onNavigate={goTo}
        groupsByDate
        tabs={[
          "all",
          "unread",
          { key: "billing", label: "Billing", filter: { categories: ["billing"] }, count: "total" },
        ]}
        footer={<a href="/all">See all notifications</a>}
      />
    </div>
  ),
  preferences: InPanel,
  toasts: WithToasts,
  attention: Attention,
  tall: () => <Feed onNavigate={goTo} />,
  own: OwnButton,
  trigger: () => <FeedPopover trigger={(props, { counts }) => <button {...props}>Inbox {counts.unread}</button>} />,
  dialog: InDialog,
  shadow: InShadow,
  frame: InFrame,
  classes: () => <Feed className="mine utility" onNavigate={goTo} />,
  outside: () => (
    <>
      {bar(<FeedPopover defaultOpen onNavigate={goTo} />)}
      <button id="outside">Elsewhere</button>
      <iframe title="frame" srcDoc="<p>A frame</p><button>In it</button>" />
    </>
  ),
};

const items = query.get("items");
if (items === "none") feed.show({ items: [] });
else if (items === "loading") feed.show({ status: "loading" });
else if (items === "error") feed.show({ status: "error" });
else if (items === "pinned") {
  const pins = new Map([1, 2, 3, 4].map((at, n) => [at, AGO(n + 1)]));
  feed.show({ items: samples().map((item, at) => ({ ...item, pinnedAt: pins.get(at) ?? null })) });
} else feed.show({ items: items ? many(Number(items)) : samples() });
next = (feed.store.getSnapshot().items.length || 10) + 10;
feed.show({ hasNextPage: query.get("more") === "yes" });
client
  .handle({ filter: { snoozed: "ONLY" } })
  .show({ items: [itemOf(3, { snoozedUntil: new Date(Date.now() + 20 * 3_600_000).toISOString() })] });
client.handle({ filter: { archived: "ONLY" } }).show({ items: [itemOf(2, { archivedAt: AGO(5), readAt: AGO(9) })] });
client.handle({ filter: { categories: ["billing"] } }).show({ items: [itemOf(9), itemOf(8)] });

/** Every page has its own texts, one more for each fetch. */
const fetches = feed.callsOf.bind(feed, "fetchNextPage");

export interface CarillonScene {
  arrive(count?: number): void;
  archive(id: string): void;
  read(): void;
  append(count: number, hasNextPage: boolean): void;
  calls(name: string): unknown[][];
  fetchCount(): number;
  navigated(): readonly string[];
}

const scene: CarillonScene = {
  arrive(count = 1) {
    const fresh = Array.from({ length: count }, () =>
      itemOf(next++, { createdAt: AGO(0), position: String(next).padStart(6, "0") }),
    );
    feed.arrive(...fresh.reverse());
  },
  archive: (id) => feed.show({ items: feed.store.getSnapshot().items.filter((item) => item.id !== id) }),
  read: () =>
    feed.show({ items: feed.store.getSnapshot().items.map((item) => ({ ...item, readAt: AGO(0), seenAt: AGO(0) })) }),
  append(count, hasNextPage) {
    const { items: held } = feed.store.getSnapshot();
    const older = Array.from({ length: count }, (_, index) =>
      itemOf(0, { id: `old_${held.length + index}`, position: `000000-${9999 - held.length - index}`, seenAt: AGO(1) }),
    );
    feed.show({ items: [...held, ...older], hasNextPage, isLoadingMore: false });
  },
  calls: (name) =>
    feed
      .callsOf(name)
      .map((call) => call.map((each) => (typeof each === "object" && each && "id" in each ? each.id : each))),
  fetchCount: () => fetches().length,
  navigated: () => navigated,
};
Object.assign(globalThis, { carillonScene: scene });

const Scene = SCENES[query.get("scene")?.split("&")[0] ?? "popover"] ?? (() => <p>No such scene</p>);
createRoot(document.getElementById("root") as HTMLElement).render(
  <Provided>
    <Scene />
  </Provided>,
);
