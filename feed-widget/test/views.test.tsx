import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed, FeedProvider } from "../src/index.js";
import { dateGroups } from "../src/list/date-groups.js";
import { englishLabels } from "../src/labels.js";
import { snoozeTimes } from "../src/interaction/snooze-times.js";
import { untilWords } from "../src/interaction/until-words.js";
import { createFakeClient, type FakeClient, type FakeHandle, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
let all: FakeHandle;
beforeEach(() => {
  client = createFakeClient();
  all = client.handle();
});
afterEach(() => void jest.useRealTimers());
const open = (props: Parameters<typeof Feed>[0] = {}) => show(<Feed {...props} />, {}, client);
const button = (name: string | RegExp): HTMLElement => screen.getByRole("button", { name });
const tab = (name: string | RegExp): HTMLElement => screen.getByRole("tab", { name });

describe("the view menu", () => {
  test("offers the snoozed and the archived items behind a button; the chosen view has a tab while it is shown", async () => {
    client
      .handle({ filter: { archived: "ONLY" } })
      .show({ items: [itemOf(1, { archivedAt: "2026-11-01T00:00:00.000Z" })] });
    open();
    await userEvent.click(button("More lists"));
    const menu = screen.getByRole("group", { name: "More lists" });
    expect(
      within(menu)
        .getAllByRole("button")
        .map((each) => [each.textContent, each.getAttribute("aria-pressed")]),
    ).toEqual([
      ["All", "true"],
      ["Unread", "false"],
      ["Snoozed", "false"],
      ["Archived", "false"],
    ]);
    await userEvent.click(within(menu).getByRole("button", { name: "Archived" }));
    expect(tab("Archived")).toHaveAttribute("aria-selected", "true");
    await userEvent.click(button("Move out of archive"));
    expect(client.handle({ filter: { archived: "ONLY" } }).callsOf("markUnarchived")).toHaveLength(1);
    await userEvent.click(tab("All"));
    expect(screen.queryByRole("tab", { name: "Archived" })).toBeNull();
  });

  test("closes on Escape and leaves its surroundings open", async () => {
    const onKeyDown = jest.fn();
    show(
      <div onKeyDown={onKeyDown}>
        <Feed />
      </div>,
      {},
      client,
    );
    await userEvent.click(button("More lists"));
    button("Snoozed").focus();
    onKeyDown.mockClear();
    fireEvent.keyDown(button("Snoozed"), { key: "Escape" });
    expect(screen.queryByRole("group", { name: "More lists" })).toBeNull();
    expect(onKeyDown).not.toHaveBeenCalled();
  });

  test("E-14: custom tabs keep their filter within the feed's and show its counts", async () => {
    const filter = { categories: ["work"] };
    const billing = { key: "billing", label: "Billing", filter: { workflowKeys: ["invoice"] } };
    const own = client.handle({ filter: { ...filter, ...billing.filter } });
    own.show({ items: [itemOf(4), itemOf(3)] });
    const onTabChange = jest.fn();
    open({ filter, tabs: ["all", billing], onTabChange });
    expect(tab("Billing 2")).toBeInTheDocument();
    await userEvent.click(tab("Billing 2"));
    expect(screen.getAllByRole("article")).toHaveLength(2);
    expect(onTabChange).toHaveBeenCalledWith("billing");
    act(() => own.show({ items: [itemOf(4, { readAt: "2026-11-01T00:00:00.000Z" })] }));
    expect(tab("Billing")).toBeInTheDocument();
  });

  test("a custom view that is removed while it is shown is replaced by all items", async () => {
    const billing = { key: "billing", label: "Billing", filter: { workflowKeys: ["invoice"] } };
    const page = (tabs: Parameters<typeof Feed>[0]["tabs"]) => (
      <FeedProvider client={client}>
        <Feed tabs={tabs} />
      </FeedProvider>
    );
    const { rerender } = render(page(["all", billing]));
    await userEvent.click(tab("Billing"));
    rerender(page(["all", "unread"]));
    expect(screen.getAllByRole("tab").map(({ dataset }) => dataset.tab)).toEqual(["all", "unread"]);
    expect(tab("All")).toHaveAttribute("aria-selected", "true");
    rerender(page(["all", billing]));
    expect(tab("Billing")).toHaveAttribute("aria-selected", "true");
  });

  test("a footer, and custom texts for empty lists", () => {
    open({ footer: <a href="/all">See all</a>, empty: <p>No news.</p> });
    expect(screen.getByRole("link", { name: "See all" })).toBeInTheDocument();
    expect(screen.getByText("No news.")).toBeInTheDocument();
  });
});

describe("snoozing", () => {
  test("offers times, accepts a custom time, and can be undone", async () => {
    all.show({ items: [itemOf(1)] });
    open();
    await userEvent.click(button("Snooze"));
    const panel = screen.getByRole("group", { name: "Snooze until" });
    const [hour] = within(panel).getAllByRole("button");
    expect(hour).toHaveFocus();
    expect(hour).toHaveTextContent("In 1 hour");
    await userEvent.click(within(panel).getByRole("button", { name: /^Tomorrow, / }));
    const [item, until] = all.callsOf("snooze")[0] ?? [];
    expect(item).toMatchObject({ id: "msg_1" });
    expect((until as Date).getHours()).toBe(9);
    expect(screen.getByText(/^Snoozed until tomorrow, /)).toBeInTheDocument();
    await userEvent.click(button("Undo"));
    expect(all.callsOf("unsnooze")).toHaveLength(1);

    await userEvent.click(button("Snooze"));
    const again = screen.getByRole("group", { name: "Snooze until" });
    const field = within(again).getByLabelText("Time of your own");
    fireEvent.change(field, { target: { value: "2020-01-01T08:00" } });
    expect(within(again).getByRole("button", { name: "Snooze" })).toBeDisabled();
    fireEvent.change(field, { target: { value: "2999-01-01T08:00" } });
    await userEvent.click(within(again).getByRole("button", { name: "Snooze" }));
    expect((all.callsOf("snooze")[1]?.[1] as Date).getFullYear()).toBe(2999);
  });

  test("closes its choices on Escape and returns the focus", async () => {
    all.show({ items: [itemOf(1)] });
    open();
    await userEvent.click(button("Snooze"));
    await userEvent.keyboard("{Escape}");
    expect(button("Snooze")).toHaveFocus();
    expect(button("Snooze")).toHaveAttribute("aria-expanded", "false");
  });

  test("shows the time on a snoozed item, which can be unsnoozed", async () => {
    const snoozed = client.handle({ filter: { snoozed: "ONLY" } });
    snoozed.show({ items: [itemOf(1, { snoozedUntil: "2999-01-01T08:00:00.000Z" })] });
    open({ tabs: ["all", "snoozed"], defaultTab: "snoozed" });
    expect(screen.getByText(/^Until /)).toBeInTheDocument();
    await userEvent.click(button("Bring back now"));
    expect(snoozed.callsOf("unsnooze")).toHaveLength(1);
  });

  test.each([
    ["2026-11-27T22:00:00", "2026-11-28T09:00", "2026-11-30T09:00"],
    ["2026-11-29T10:00:00", "2026-11-30T09:00", "2026-12-07T09:00"],
    ["2026-11-30T08:00:00", "2026-12-01T09:00", "2026-12-07T09:00"],
  ])("offers times at %s by the reader's clock", (now, tomorrow, monday) => {
    const times = snoozeTimes(new Date(now), "en");
    expect(times.map(({ at }) => at.getTime())).toEqual([
      new Date(now).getTime() + 3_600_000,
      new Date(tomorrow).getTime(),
      new Date(monday).getTime(),
    ]);
    expect(untilWords(new Date(tomorrow).toISOString(), new Date(now), "de")).toMatch(/^morgen, 0?9:00$/);
  });
});

describe("undo", () => {
  test("is offered after an archive for six seconds, longer while it has the focus", () => {
    jest.useFakeTimers();
    all.show({ items: [itemOf(1)] });
    open();
    fireEvent.click(button("Archive"));
    const undo = button("Undo");
    expect(undo.closest("[role=status]")).toHaveTextContent("Archived");
    act(() => undo.focus());
    act(() => void jest.advanceTimersByTime(20_000));
    fireEvent.click(button("Undo"));
    expect(all.callsOf("markUnarchived")).toHaveLength(1);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();

    fireEvent.click(button("Archive"));
    act(() => void jest.advanceTimersByTime(6_000));
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  test("reverts mark-all as a whole, on the server if not all items are loaded or counted", async () => {
    all.show({ items: [itemOf(2), itemOf(1, { readAt: "2026-11-01T00:00:00.000Z" })] });
    open();
    await userEvent.click(button("Mark all as read"));
    await userEvent.click(button("Undo"));
    expect(all.callsOf("markUnread")[0]?.[0]).toMatchObject([{ id: "msg_2" }]);
    expect(all.callsOf("undoAll")).toHaveLength(0);
    for (const more of [{ counts: { total: 50, unread: 9, unseen: 0 } }, { areCountsExact: false }]) {
      act(() => all.show({ items: all.store.getSnapshot().items, hasNextPage: true, ...more }));
      all.calls.length = 0;
      await userEvent.click(button("Mark all as read"));
      await userEvent.click(button("Undo"));
      expect(all.calls.map(([name]) => name)).toEqual(expect.arrayContaining(["markAll", "markUnread", "undoAll"]));
    }
  });
});

test("date groups follow the reader's calendar and locale, each at most once", () => {
  const at = (id: number, createdAt: string) => itemOf(id, { createdAt: new Date(createdAt).toISOString() });
  const now = new Date("2026-11-26T12:00").getTime(); // A Thursday.
  const items = [
    at(9, "2026-11-26T11:00"),
    at(8, "2026-11-26T00:01"),
    at(7, "2026-11-25T23:59"),
    at(6, "2026-11-23T10:00"),
    at(5, "2026-11-22T10:00"),
    at(4, "2026-11-26T09:00"),
    at(3, "2025-01-01T10:00"),
  ];
  const groups = (locale: string): [string, string][] => [...dateGroups(items, now, { labels: englishLabels, locale })];
  expect(groups("en-GB")).toEqual([
    ["msg_9", "Today"],
    ["msg_7", "Yesterday"],
    ["msg_6", "This week"],
    ["msg_5", "Older"],
  ]);
  expect(groups("de").slice(0, 2)).toEqual([
    ["msg_9", "Heute"],
    ["msg_7", "Gestern"],
  ]);
  expect(dateGroups(items, null, { labels: englishLabels, locale: "en" }).size).toBe(0);
});

test("headings of groups are above their first item and keep the feed's articles", () => {
  all.show({
    items: [itemOf(2, { createdAt: new Date().toISOString() }), itemOf(1, { createdAt: "2020-01-01T00:00:00.000Z" })],
  });
  open({ groupsByDate: true });
  expect([...document.querySelectorAll(".carillon-group")].map((each) => each.textContent)).toEqual(["Today", "Older"]);
  expect(screen.getAllByRole("article").map((each) => each.getAttribute("aria-posinset"))).toEqual(["1", "2"]);
});
