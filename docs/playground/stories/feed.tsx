import type { FeedTabOption } from "@carillon/react";
import type { TestItem } from "@carillon/react/testing";
import { ago, item, many, read, samples } from "../samples/items.js";
import { WORDS } from "../samples/words.js";
import { MockFeed } from "../stage.js";
import type { StoryGroup } from "../story.js";

const BILLING: FeedTabOption = {
  key: "billing",
  label: "Billing",
  filter: { workflowKeys: ["invoice"] },
  count: "total",
};
const HOURS = 60;
const DAYS = 24 * HOURS;

/** The items with those at some places pinned, each place before the one after it. */
function pinned(items: readonly TestItem[], places: readonly number[]): readonly TestItem[] {
  return items.map((each, index) => {
    const order = places.indexOf(index);
    return order < 0 ? each : { ...each, pinnedAt: ago(order + 1) };
  });
}

export const feed: StoryGroup = {
  title: "Feed",
  stories: [
    {
      id: "feed",
      title: "Items",
      about: "Two are unread and unseen, one is unread, two are read. After a second on screen an item counts as seen.",
      code: `<Feed onNavigate={(url) => router.push(url)} />`,
      render: () => <MockFeed items={samples} />,
    },
    {
      id: "groups",
      title: "Groups by date",
      about: "Today, yesterday, this week and older, by the reader's own calendar.",
      code: `<Feed groupsByDate />`,
      heightPx: 720,
      render: () => (
        <MockFeed
          items={(lang) => {
            const [mention, comments, invoice, invitation, exported] = samples(lang);
            const lastDays = item(3 * DAYS, WORDS[lang].exported, read(DAYS));
            return [mention, comments, invoice, invitation, lastDays, exported].flatMap((each) => each ?? []);
          }}
          heightPx={640}
          groupsByDate
        />
      ),
    },
    {
      id: "tabs",
      title: "Tabs with counts, footer",
      about: "Lists of one's own stand beside the widget's. Each says how many items it holds, whichever is shown.",
      code: `<Feed\n  tabs={["all", "unread", { key: "billing", label: "Billing", filter: { workflowKeys: ["invoice"] }, count: "total" }]}\n  footer={<a href="/notifications">See all notifications</a>}\n/>`,
      render: () => (
        <MockFeed
          items={(lang) => [
            item(1, "Invoice <strong>INV-2042</strong> was paid.", { workflowKey: "invoice" }),
            item(8, "Invoice <strong>INV-2041</strong> is due in three days.", { workflowKey: "invoice" }),
            ...samples(lang).slice(0, 2),
          ]}
          tabs={["all", "unread", BILLING]}
          footer={
            <a className="stage-link" href="#all">
              See all notifications
            </a>
          }
        />
      ),
    },
    {
      id: "more-lists",
      title: "More lists",
      about:
        "Snoozed and archived items are behind a button. The lists are part of the page's flow, so nothing cuts them off.",
      code: `<Feed moreLists={["snoozed", "archived"]} />`,
      render: () => <MockFeed items={samples} />,
      play: async ({ find }) => (await find(".carillon-head [aria-expanded]")).click(),
    },
    {
      id: "pins",
      title: "Pinned items",
      about:
        "They stand on top, the last pinned first, whatever arrives. A button of each item pins it, and so does the key P.",
      code: `feed.pin(item)`,
      heightPx: 720,
      render: () => <MockFeed items={(lang) => pinned(samples(lang), [3, 2])} heightPx={660} />,
    },
    {
      id: "pins-many",
      title: "Many pinned items",
      about: "Three are shown; the others come on demand.",
      code: `<Feed />`,
      render: () => <MockFeed items={() => pinned(many(20), [4, 7, 9, 12, 15])} />,
    },
    {
      id: "pins-all",
      title: "All pinned items",
      about: "The section ends where the other items begin, also where these stand in groups.",
      code: `<Feed groupsByDate />`,
      heightPx: 760,
      render: () => <MockFeed items={() => pinned(many(20), [4, 7, 9, 12])} heightPx={700} groupsByDate />,
      play: async ({ find }) => (await find(".carillon-pins-heading > button")).click(),
    },
    {
      id: "archived",
      title: "Archived",
      about: "What was archived can be taken out again.",
      code: `<Feed defaultTab="archived" />`,
      render: () => (
        <MockFeed
          items={(lang) => samples(lang).map((each) => ({ ...each, ...read(9), archivedAt: ago(5) }))}
          defaultTab="archived"
          marksSeen
        />
      ),
    },
    {
      id: "snoozed",
      title: "Snoozed",
      about: "Out of the way until their time. They return to the top as new.",
      code: `<Feed defaultTab="snoozed" />`,
      render: () => (
        <MockFeed
          items={(lang) =>
            samples(lang)
              .slice(0, 3)
              .map((each, index) => ({ ...each, snoozedUntil: ago(-(index * 2 * DAYS + 3 * HOURS)) }))
          }
          defaultTab="snoozed"
          marksSeen
        />
      ),
    },
    {
      id: "held-back",
      title: "Arrivals held back",
      about: "While the list is scrolled, what arrives waits behind a button: nothing moves under the reader's eyes.",
      code: `// no code: it is so by itself`,
      render: () => <MockFeed items={() => many(30)} />,
      async play({ find, tests: [test] }) {
        const scroller = await find(".carillon-scroller");
        const isScrolled = new Promise((resolve) => scroller.addEventListener("scroll", resolve, { once: true }));
        scroller.scrollTop = 300;
        await isScrolled;
        test?.feed.add(item(0, "<strong>Grace Hopper</strong> started a review"));
        test?.feed.add(item(0, "<strong>Alan Turing</strong> started a review"));
        await find(".carillon-new");
      },
    },
    {
      id: "undo",
      title: "Undo",
      about:
        "After an archive, a snooze or “mark all as read”, for six seconds; longer while the pointer or the focus is on it.",
      code: `// no code: it is so by itself`,
      render: () => <MockFeed items={samples} />,
      async play({ find }) {
        (await find(".carillon-item-menu > :last-child")).click();
        (await find(".carillon-undo-place")).dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        await find(".carillon-undo");
      },
    },
    {
      id: "thousands",
      title: "3,000 items",
      about: "Of a long list only the rows near the screen are rendered. It scrolls as a short one does.",
      code: `<Feed pageSize={100} />`,
      render: () => <MockFeed items={() => many(3000)} pageSize={100} />,
    },
  ],
};
