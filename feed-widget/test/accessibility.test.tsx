import { expect, test } from "@jest/globals";
import { act, fireEvent, screen } from "@testing-library/react";
import axe from "axe-core";
import { Feed, FeedPopover } from "../src/index.js";
import { createFakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

/** Colours are checked in a browser (server/test/e2e), because jsdom has none. */
async function findings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

const buttons = {
  __typename: "ButtonsBlock" as const,
  name: "actions",
  buttons: [{ name: "primary", label: "Open", action: "/x" }],
};

test("axe finds no violation in a feed with items, nor in its other states", async () => {
  const client = createFakeClient();
  const feed = client.handle();
  show(<Feed />, {}, client);
  expect(await findings()).toEqual([]);
  act(() =>
    feed.show({ items: [itemOf(2, { blocks: [...itemOf(2).blocks, buttons] }), itemOf(1)], hasNextPage: true }),
  );
  expect(await findings()).toEqual([]);
  act(() => feed.show({ status: "loading", items: [] }));
  expect(await findings()).toEqual([]);
  act(() => feed.show({ status: "error" }));
  expect(await findings()).toEqual([]);
  act(() => client.line.set({ status: "refused", error: null, retryAtMs: null }));
  expect(await findings()).toEqual([]);
});

test("axe finds no violation in an open popover, and no control is inside another", async () => {
  const client = createFakeClient();
  client.handle().show({ items: [itemOf(1, { blocks: [...itemOf(1).blocks, buttons] })] });
  show(<FeedPopover defaultOpen />, {}, client);
  expect(await findings()).toEqual([]);
  for (const control of screen.getAllByRole("button")) expect(control.querySelector("a, button")).toBeNull();
});

test("axe finds no violation in groups, choices of times and lists, and undo notices", async () => {
  const client = createFakeClient();
  client.handle().show({ items: [itemOf(2), itemOf(1)] });
  show(<Feed groupsByDate footer={<a href="/all">All</a>} />, {}, client);
  fireEvent.click(screen.getByRole("button", { name: "More lists" }));
  for (const name of ["Snooze", "Archive"]) {
    const [button] = screen.getAllByRole("button", { name });
    if (button) fireEvent.click(button);
  }
  expect(screen.getByRole("button", { name: "Undo" })).toBeInTheDocument();
  expect(await findings()).toEqual([]);
});
