import { beforeEach, describe, expect, jest, test } from "@jest/globals";
import { act, fireEvent, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed } from "../src/index.js";
import { createFakeClient, type FakeClient, type FakeHandle, grace, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
let all: FakeHandle;
beforeEach(() => {
  client = createFakeClient();
  all = client.handle();
});
const open = (props: Parameters<typeof Feed>[0] = {}) => show(<Feed {...props} />, {}, client);
const articles = (): HTMLElement[] => screen.getAllByRole("article");

describe("what it shows", () => {
  test("items newest first in a feed whose articles give their position", () => {
    all.show({ items: [itemOf(2), itemOf(1)] });
    open();
    expect(screen.getByRole("feed")).toHaveAttribute("aria-busy", "false");
    expect(articles().map((each) => [each.getAttribute("aria-posinset"), each.getAttribute("aria-setsize")])).toEqual([
      ["1", "2"],
      ["2", "2"],
    ]);
    expect(articles()[0]).toHaveTextContent("Grace did thing 2");
    expect(articles()[0]).toHaveAccessibleName("Unread: Grace did thing 2");
  });

  test("the length of the whole list while only a part of it is loaded", () => {
    all.show({ items: [itemOf(2), itemOf(1)], hasNextPage: true, counts: { total: 40, unread: 3, unseen: 0 } });
    open();
    expect(articles()[0]).toHaveAttribute("aria-setsize", "40");
  });

  test("a placeholder while the first page loads", () => {
    all.show({ status: "loading" });
    open();
    expect(screen.getByText("Loading notifications")).toBeInTheDocument();
    expect(screen.queryByRole("feed")).toBeNull();
  });

  test("a text when there are no items, and another when everything is read", async () => {
    client.handle({ filter: { isRead: false } });
    open();
    expect(screen.getByText("Nothing here yet")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("tab", { name: "Unread" }));
    expect(screen.getByText("All caught up")).toBeInTheDocument();
  });

  test("an error with a retry button", async () => {
    all.show({ status: "error" });
    open();
    expect(screen.getByRole("alert")).toHaveTextContent("Notifications could not be loaded");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(all.callsOf("refetch")).toHaveLength(1);
  });

  test.each([
    ["offline", "You are offline. What you see may be old."],
    ["reconnecting", "Reconnecting …"],
    ["refused", "Not signed in to notifications."],
  ] as const)("a notice while the connection is %s, with the old items", (status, words) => {
    all.show({ items: [itemOf(1)] });
    open();
    act(() => client.line.set({ status, error: null, retryAtMs: null }));
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(articles()).toHaveLength(1);
  });

  test("initials if there is no picture, and the tenant's and batch's texts", () => {
    const tenant = { id: "ten_1", tenantId: "acme", name: "Acme" };
    all.show({ items: [itemOf(1, { tenant, activityCount: 3, actorCount: 5 })] });
    open();
    const article = within(articles()[0] as HTMLElement);
    expect(article.getByText("GH")).toBeInTheDocument();
    expect(article.getByText("+4")).toBeInTheDocument();
    expect(article.getByText("3 activities")).toBeInTheDocument();
    expect(article.getByText("Acme")).toBeInTheDocument();
  });

  test("the first two of many actors, and the number of the others", () => {
    const actors = ["ada", "grace", "linus"].map((userId) => ({ ...grace, id: userId, userId, name: userId }));
    all.show({ items: [itemOf(1, { actors, actorCount: 8 })] });
    open();
    const article = within(articles()[0] as HTMLElement);
    expect(article.getAllByText(/^[AGL]$/).map((each) => each.textContent)).toEqual(["A", "G"]);
    expect(article.getByText("+6")).toBeInTheDocument();
  });

  test("no block of an unknown type, and no action URL as text", () => {
    const blocks = [
      { __typename: "TextBlock", name: "body", text: "Plain words" },
      { __typename: "TextBlock", name: "action_url", text: "/documents/1" },
      { __typename: "HologramBlock", name: "later" },
    ] as unknown as ReturnType<typeof itemOf>["blocks"];
    all.show({ items: [itemOf(1, { blocks })] });
    open();
    expect(articles()[0]).toHaveAccessibleName("Unread: Plain words");
  });
});

describe("the reader's actions", () => {
  test("opening an item marks it as interacted and goes to its URL", async () => {
    const onNavigate = jest.fn();
    const blocks = [...itemOf(1).blocks, { __typename: "TextBlock" as const, name: "action_url", text: "/doc/1" }];
    all.show({ items: [itemOf(1, { blocks })] });
    open({ onNavigate });
    await userEvent.click(articles()[0] as HTMLElement);
    expect(all.callsOf("markInteracted")).toEqual([[expect.objectContaining({ id: "msg_1" }), { action: "open" }]]);
    expect(onNavigate).toHaveBeenCalledWith("/doc/1", expect.objectContaining({ id: "msg_1" }));
  });

  test("an item without a URL is marked as read; the application may intervene first", async () => {
    const onItemClick = jest.fn();
    all.show({ items: [itemOf(1)] });
    open({ onItemClick });
    (articles()[0] as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    expect(onItemClick).toHaveBeenCalledTimes(1);
    expect(all.callsOf("markRead")).toHaveLength(1);
  });

  test("buttons of the template have their own action", async () => {
    const onButtonClick = jest.fn((_item, _button, event: { preventDefault(): void }) => event.preventDefault());
    const buttons = { name: "actions", buttons: [{ name: "primary", label: "Reply", action: "/doc/1#reply" }] };
    all.show({ items: [itemOf(1, { blocks: [...itemOf(1).blocks, { __typename: "ButtonsBlock", ...buttons }] })] });
    open({ onButtonClick });
    const link = screen.getByRole("link", { name: "Reply" });
    expect(link).toHaveAttribute("href", "/doc/1#reply");
    await userEvent.click(link);
    expect(all.callsOf("markInteracted")).toEqual([[expect.anything(), { action: "primary" }]]);
    expect(all.callsOf("markRead")).toHaveLength(0);
  });

  test("its icon buttons mark as read, unread and archived", async () => {
    all.show({ items: [itemOf(2), itemOf(1, { readAt: "2026-11-23T10:00:00.000Z" })] });
    open();
    await userEvent.click(screen.getByRole("button", { name: "Mark as read" }));
    await userEvent.click(screen.getByRole("button", { name: "Mark as unread" }));
    await userEvent.click(screen.getAllByRole("button", { name: "Archive" })[1] as HTMLElement);
    expect(
      all.calls
        .filter(([name]) => name !== "markAll" && name !== "markSeen")
        .map(([name, item]) => [name, (item as { id: string }).id]),
    ).toEqual([
      ["markRead", "msg_2"],
      ["markUnread", "msg_1"],
      ["markArchived", "msg_1"],
    ]);
  });

  test("a refused mark is announced, and reported to the application", async () => {
    const onError = jest.fn();
    all.show({ items: [itemOf(1)] });
    all.outcome = () => Promise.reject(new Error("no"));
    open({ onError });
    await userEvent.click(screen.getByRole("button", { name: "Archive" }));
    expect(await screen.findByText("That could not be saved and was taken back.")).toBeInTheDocument();
    expect(onError).toHaveBeenCalledTimes(1);
  });

  test("all items are marked as read at once, and the button is disabled if none is unread", async () => {
    all.show({ items: [itemOf(1, { seenAt: "2026-11-23T10:00:00.000Z" })] });
    open();
    await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
    expect(all.callsOf("markAll")).toEqual([["READ"]]);
    act(() => all.show({ items: [itemOf(1, { seenAt: "x", readAt: "x" })] }));
    expect(screen.getByRole("button", { name: "Mark all as read" })).toBeDisabled();
  });

  test("items that arrive right after the reader has scrolled are held back", () => {
    const client = createFakeClient();
    const feed = client.handle();
    feed.show({ items: [itemOf(1)] });
    const { container } = show(<Feed />, {}, client);
    const scroller = container.querySelector(".carillon-scroller") as HTMLElement;
    const scrollTo = (px: number): void => {
      scroller.scrollTop = px;
      fireEvent.scroll(scroller);
    };
    act(() => {
      // React may compute a state update only when it renders, here together with the arrived item.
      for (const px of [300, 0, 300]) scrollTo(px);
      feed.arrive(itemOf(2));
    });
    expect(screen.getByRole("button", { name: "1 new notification" })).toBeVisible();
    expect(screen.getAllByRole("article")).toHaveLength(1);
  });

  test("older items load by the button if scrolling cannot be observed", async () => {
    all.show({ items: [itemOf(1)], hasNextPage: true });
    open();
    await userEvent.click(screen.getByRole("button", { name: "Load older" }));
    expect(all.callsOf("fetchNextPage")).toHaveLength(1);
  });

  test("a list that is being read does not move: arrivals wait above it", async () => {
    all.show({ items: [itemOf(2), itemOf(1)] });
    const { container } = open();
    const scroller = container.querySelector(".carillon-scroller") as HTMLElement;
    scroller.scrollTo = () => undefined;
    scroller.scrollTop = 300;
    fireEvent.scroll(scroller);
    act(() => all.arrive(itemOf(4), itemOf(3)));
    expect(articles()).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "2 new notifications" }));
    expect(articles()).toHaveLength(4);
  });
});

describe("keys (WAI-ARIA feed and tabs)", () => {
  test("Page Down and Page Up go from item to item, Control and End or Home out of the list", async () => {
    all.show({ items: [itemOf(3), itemOf(2), itemOf(1)], hasNextPage: true });
    open();
    const [first, second] = articles() as [HTMLElement, HTMLElement];
    first.focus();
    await userEvent.keyboard("{PageDown}");
    expect(second).toHaveFocus();
    await userEvent.keyboard("{PageUp}");
    expect(first).toHaveFocus();
    await userEvent.keyboard("{Control>}{End}{/Control}");
    expect(screen.getByRole("button", { name: "Load older" })).toHaveFocus();
    first.focus();
    await userEvent.keyboard("{Control>}{Home}{/Control}");
    expect(screen.getByRole("tab", { name: "All" })).toHaveFocus();
  });

  test("when the focused item disappears, the next one gets the focus", () => {
    all.show({ items: [itemOf(3), itemOf(2), itemOf(1)] });
    open();
    articles()[1]?.focus();
    act(() => all.show({ items: [itemOf(3), itemOf(1)] }));
    expect(articles()[1]).toHaveFocus();
    expect(articles()[1]).toHaveTextContent("thing 1");
  });

  test("arrow keys choose a tab and move the focus", async () => {
    open();
    screen.getByRole("tab", { name: "All" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    const unread = screen.getByRole("tab", { name: "Unread" });
    expect(unread).toHaveFocus();
    expect(unread).toHaveAttribute("aria-selected", "true");
    expect(screen.getByRole("tabpanel")).toHaveAttribute("aria-labelledby", unread.id);
  });

  test("a controlled tab changes only from outside", async () => {
    const onTabChange = jest.fn();
    open({ tab: "all", onTabChange });
    await userEvent.click(screen.getByRole("tab", { name: "Unread" }));
    expect(onTabChange).toHaveBeenCalledWith("unread");
    expect(screen.getByRole("tab", { name: "All" })).toHaveAttribute("aria-selected", "true");
  });
});

test("arrivals are announced politely, combined, and at most every five seconds", () => {
  jest.useFakeTimers();
  open();
  const status = screen.getAllByRole("status").find((each) => each.classList.contains("carillon-hidden"));
  act(() => all.arrive(itemOf(1)));
  act(() => all.arrive(itemOf(2)));
  act(() => void jest.advanceTimersByTime(1));
  expect(status).toHaveTextContent("2 new notifications");
  act(() => all.arrive(itemOf(3)));
  act(() => void jest.advanceTimersByTime(4_000));
  expect(status).toHaveTextContent("2 new notifications");
  act(() => void jest.advanceTimersByTime(1_500));
  expect(status).toHaveTextContent("1 new notification");
  jest.useRealTimers();
});

test("parts and labels can be replaced by the application's own", () => {
  all.show({ items: [itemOf(1)] });
  show(<Feed parts={{ Item: ({ item }) => <p>mine: {item.id}</p> }} />, { labels: { title: "Mitteilungen" } }, client);
  expect(screen.getByText("mine: msg_1")).toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "Mitteilungen" })).toBeInTheDocument();
});
