import { beforeEach, describe, expect, test } from "@jest/globals";
import { act, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed } from "../src/index.js";
import { withPinsOnTop } from "../src/list/pinned-section.js";
import { createFakeClient, type FakeClient, type FakeHandle, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
let all: FakeHandle;
beforeEach(() => {
  client = createFakeClient();
  all = client.handle();
});

const at = (minute: number): string => `2026-11-23T10:${String(minute).padStart(2, "0")}:00.000Z`;
const pinned = (n: number, minute = n): ReturnType<typeof itemOf> => itemOf(n, { pinnedAt: at(minute) });
const open = (props: Parameters<typeof Feed>[0] = {}) => show(<Feed {...props} />, {}, client);
const articles = (): HTMLElement[] => screen.getAllByRole("article");
const shownIds = (): (string | null)[] => articles().map((each) => each.getAttribute("data-carillon-item"));

describe("pinned items", () => {
  test("are at the top below a heading, last pinned first, each item once, in the announced order", () => {
    all.show({ items: [itemOf(5), pinned(4, 1), itemOf(3), pinned(2, 2)] });
    open();
    expect(shownIds()).toEqual(["msg_2", "msg_4", "msg_5", "msg_3"]);
    expect(articles().map((each) => each.getAttribute("aria-posinset"))).toEqual(["1", "2", "3", "4"]);
    expect(articles().map((each) => each.getAttribute("aria-setsize"))).toEqual(["4", "4", "4", "4"]);
    expect(document.querySelector(".carillon-pins-heading")).toHaveTextContent("Pinned");
    expect(within(articles()[0] as HTMLElement).getByRole("img", { name: "Pinned" })).toBeInTheDocument();
    expect(within(articles()[2] as HTMLElement).queryByRole("img", { name: "Pinned" })).toBeNull();
  });

  test("are limited to three at first; a button shows the others", async () => {
    all.show({ items: [pinned(5), pinned(4), pinned(3), pinned(2), itemOf(1)] });
    open();
    expect(shownIds()).toEqual(["msg_5", "msg_4", "msg_3", "msg_1"]);
    await userEvent.click(screen.getByRole("button", { name: "Show all pinned (4)" }));
    expect(shownIds()).toEqual(["msg_5", "msg_4", "msg_3", "msg_2", "msg_1"]);
    const less = screen.getByRole("button", { name: "Show less" });
    expect(less).toHaveFocus();
    expect(less).toHaveAttribute("aria-expanded", "true");
    await userEvent.click(less);
    expect(shownIds()).toHaveLength(4);
  });

  test("further down are searched only while older pages exist", () => {
    const deep = client.handle({ filter: { pinned: "ONLY" } });
    deep.show({ items: [pinned(1)] });
    all.show({ items: [itemOf(9), itemOf(8)], hasNextPage: true });
    open();
    expect(deep.startedCount).toBe(1);
    expect(shownIds()).toEqual(["msg_1", "msg_9", "msg_8"]);
    act(() => all.show({ items: [itemOf(9), itemOf(8), pinned(1)], hasNextPage: false }));
    expect(deep.startedCount).toBe(0);
    expect(shownIds()).toEqual(["msg_1", "msg_9", "msg_8"]);
  });

  test("further down are all searched, some at a time, because the last pinned may be the oldest", () => {
    const deep = client.handle({ filter: { pinned: "ONLY" } });
    deep.show({ items: [pinned(3), pinned(2)], hasNextPage: true });
    all.show({ items: [itemOf(9)], hasNextPage: true });
    open();
    // Strict mode runs effects twice at first.
    const asked = deep.callsOf("fetchNextPage").length;
    expect(asked).toBeGreaterThan(0);
    act(() => deep.show({ items: [pinned(3), pinned(2), pinned(1, 59)], hasNextPage: false }));
    expect(deep.callsOf("fetchNextPage")).toHaveLength(asked);
    expect(shownIds()).toEqual(["msg_1", "msg_3", "msg_2", "msg_9"]);
  });

  test.each([
    ["snoozed", { snoozed: "ONLY" as const }],
    ["mine", { pinned: "ONLY" as const }],
  ])("have no section in the list %s", (key, filter) => {
    client.handle({ filter }).show({ items: [itemOf(2), pinned(1)] });
    open({ tabs: ["all", { key, label: key, filter }], defaultTab: key });
    expect(shownIds()).toEqual(["msg_2", "msg_1"]);
  });
});

describe("the pin action", () => {
  test("is a button of each item, with a name that says what it does", async () => {
    all.show({ items: [itemOf(2), pinned(1)] });
    open();
    await userEvent.click(screen.getByRole("button", { name: "Unpin" }));
    expect(all.callsOf("unpin")).toMatchObject([[{ id: "msg_1" }]]);
    await userEvent.click(screen.getByRole("button", { name: "Pin" }));
    expect(all.callsOf("pin")).toMatchObject([[{ id: "msg_2" }]]);
  });

  test("is the key P on an item, without modifiers, and not in a field", async () => {
    all.show({ items: [itemOf(2)] });
    open();
    (articles()[0] as HTMLElement).focus();
    await userEvent.keyboard("{Control>}p{/Control}");
    expect(all.callsOf("pin")).toHaveLength(0);
    await userEvent.keyboard("p");
    await userEvent.keyboard("[KeyP]");
    expect(all.callsOf("pin")).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Snooze" }));
    (await screen.findByLabelText("Time of your own")).focus();
    await userEvent.keyboard("p");
    expect(all.callsOf("pin")).toHaveLength(2);
  });

  test("keeps the focus on the item when the item moves", async () => {
    all.show({ items: [itemOf(3), itemOf(2), pinned(1)] });
    open();
    const button = screen.getByRole("button", { name: "Unpin" });
    button.focus();
    act(() => all.show({ items: [itemOf(3), itemOf(2), itemOf(1)] }));
    await act(async () => undefined);
    expect(shownIds()).toEqual(["msg_3", "msg_2", "msg_1"]);
    expect(button).toHaveFocus();
    act(() => all.show({ items: [itemOf(3), itemOf(2), pinned(1)] }));
    await act(async () => undefined);
    expect(button).toHaveFocus();
  });

  test("is restored by the undo of an archive", async () => {
    all.show({ items: [pinned(1)] });
    open();
    await userEvent.click(screen.getByRole("button", { name: "Archive" }));
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(all.callsOf("pin")).toMatchObject([[{ id: "msg_1" }]]);
    expect(all.callsOf("markUnarchived")).toHaveLength(0);
  });
});

test("the list's own copy of a pinned item takes precedence over that of the other list", () => {
  const section = withPinsOnTop([itemOf(2), itemOf(1)], [pinned(1), pinned(0)], false);
  expect(section.shown.map(({ id }) => id)).toEqual(["msg_0", "msg_2", "msg_1"]);
  expect(section.totalCount).toBe(1);
});
