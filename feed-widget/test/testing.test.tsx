import { expect, test } from "@jest/globals";
import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { StrictMode } from "react";
import { Feed, FeedPopover } from "../src/index.js";
import * as testing from "../src/testing/index.js";
import { renderFeed } from "../src/testing/index.js";
import "@testing-library/jest-dom/jest-globals";

test("the entry for tests exports exactly this", () => {
  expect(Object.keys(testing).sort()).toEqual(["TestFeedProvider", "createTestClient", "renderFeed"]);
});

test("a feed is rendered with its items, and shows arrivals", async () => {
  const { arrive } = await renderFeed(<Feed />, { items: [{ text: "Grace commented" }] });
  expect(screen.getAllByRole("article")).toHaveLength(1);
  expect(screen.getByText("Grace commented")).toBeVisible();
  await arrive({ text: "Linus commented" });
  expect(screen.getByText("Linus commented")).toBeVisible();
});

test("the reader's actions reach the feed, and a call can be made to fail", async () => {
  const { feed } = await renderFeed(<Feed />, { items: [{ text: "Grace commented" }] });
  feed.failNext("FORBIDDEN");
  await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await waitFor(() => expect(screen.getByText("That could not be saved and was taken back.")).toBeVisible());
  await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await waitFor(() => expect(feed.items[0]?.readAt).not.toBeNull());
  expect(feed.calls.map(({ name }) => name)).toContain("MarkFeed");
});

test("a bell counts, also in StrictMode, and labels can be set", async () => {
  await renderFeed(
    <StrictMode>
      <FeedPopover />
    </StrictMode>,
    { items: [{ text: "One" }, { text: "Two" }], labels: { title: "Inbox" } },
  );
  expect(screen.getByRole("button", { name: "Notifications, 2 new" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Notifications, 2 new" }));
  expect(screen.getByRole("dialog", { name: "Inbox" })).toBeVisible();
});
