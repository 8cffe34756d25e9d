import { beforeEach, expect, jest, test } from "@jest/globals";
import { act, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed, FeedPopover } from "../src/index.js";
import { initialsOf, nameOf } from "../src/item/item-parts.js";
import { relativeTime } from "../src/item/relative-time.js";
import { RowHeights, rangeBetween, segmentsOf } from "../src/list/row-window.js";
import { createFakeClient, type FakeClient, grace, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
beforeEach(() => {
  client = createFakeClient();
});

test("E-19: the button Load older keeps the focus while it loads, and the first older item gets it after the last page", async () => {
  const feed = client.handle();
  feed.show({ items: [itemOf(3), itemOf(2)], hasNextPage: true });
  show(<Feed />, {}, client);
  await userEvent.click(screen.getByRole("button", { name: "Load older" }));
  act(() => feed.show({ isLoadingMore: true }));
  expect(screen.getByRole("button", { name: "Loading notifications" })).toHaveFocus();
  act(() => feed.show({ items: [itemOf(3), itemOf(2), itemOf(1)], hasNextPage: false, isLoadingMore: false }));
  expect(screen.getAllByRole("article")[2]).toHaveFocus();
});

test("E-19: when the last item disappears, or the focused button is disabled, the feed gets the focus", async () => {
  const feed = client.handle();
  feed.show({ items: [itemOf(1)] });
  const { container } = show(<Feed />, {}, client);
  screen.getByRole("article").focus();
  act(() => feed.show({ items: [] }));
  expect(container.querySelector(".carillon-feed")).toHaveFocus();
  act(() => feed.show({ items: [itemOf(1)] }));
  await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await act(async () => feed.show({ items: [itemOf(1, { readAt: "x" })] }));
  expect(container.querySelector(".carillon-feed")).toHaveFocus();
});

test("E-17, E-18: an arrival is announced while the bell is closed, once, and the text is removed", () => {
  jest.useFakeTimers();
  const { container } = show(<FeedPopover />, { labels: { title: "Mine" } }, client);
  act(() => client.handle().arrive(itemOf(1)));
  act(() => void jest.advanceTimersByTime(1));
  const said = (): string[] =>
    [...container.ownerDocument.querySelectorAll(".carillon-announcer")].map((each) => each.textContent ?? "");
  expect(said().filter((words) => words !== "")).toEqual(["1 new notification"]);
  act(() => void jest.advanceTimersByTime(6_000));
  expect(said().filter((words) => words !== "")).toEqual([]);
  jest.useRealTimers();
});

test("E-37: yesterday is the previous day, not any time within 48 hours", () => {
  const now = new Date(2026, 10, 24, 1, 0).getTime();
  expect(relativeTime(new Date(2026, 10, 22, 23, 0).toISOString(), now, "en")).toBe("2 days ago");
  expect(relativeTime(new Date(2026, 10, 22, 0, 30).toISOString(), now, "en")).toBe("2 days ago");
  expect(relativeTime(new Date(2026, 10, 23, 0, 30).toISOString(), now, "en")).toBe("yesterday");
});

test("F14: names of blanks and invisible characters count as empty; initials are letters", () => {
  for (const name of ["", "  ", "\u200b", "\u3164", null]) expect(nameOf({ ...grace, name })).toBe("grace");
  expect(initialsOf("(Ops) team")).toBe("OT");
  expect(initialsOf("…")).toBe("");
});

test("E-15: of thousands of rows, those in view and the focused one with its neighbours are rendered", () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => `msg_${index}`);
  const heights = new RowHeights();
  const offsets = heights.offsets(ids);
  const range = rangeBetween(offsets, 100_000, 100_500);
  expect(range.end - range.start).toBeLessThan(40);
  const segments = segmentsOf(offsets, range, 5);
  expect(segments.map(({ kind }) => kind)).toEqual(["gap", "rows", "gap", "rows", "gap"]);
  expect(segments[1]).toMatchObject({ start: 4, end: 7 });
  expect(segments.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(3_000);
});
