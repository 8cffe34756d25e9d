import { beforeEach, expect, jest, test } from "@jest/globals";
import { act, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { FeedBell, FeedPopover } from "../src/index.js";
import { placeBeside } from "../src/bell/use-popover-place.js";
import { createFakeClient, type FakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
beforeEach(() => {
  client = createFakeClient();
});

test("E-42: the bell's name contains the number of its badge, up to a limit, and says what it counts", () => {
  client.handle().show({ counts: { total: 200, unread: 150, unseen: 120 } });
  const { container } = show(<FeedBell badge="unread" />, {}, client);
  expect(screen.getByRole("button", { name: "Notifications, 150 unread" })).toBeInTheDocument();
  expect(container.querySelector(".carillon-badge")).toHaveTextContent("99+");
  act(() => client.handle().show({ counts: { total: 200, unread: 0, unseen: 0 } }));
  expect(screen.getByRole("button", { name: "Notifications" })).toBeInTheDocument();
  expect(container.querySelector(".carillon-badge")).toBeNull();
});

test("it opens a dialog, moves the focus into it, and Escape returns the focus", async () => {
  client.handle().show({ items: [itemOf(1)] });
  show(<FeedPopover />, {}, client);
  const bell = screen.getByRole("button", { name: /Notifications/ });
  expect(bell).toHaveAttribute("aria-haspopup", "dialog");
  expect(bell).toHaveAttribute("aria-expanded", "false");
  await userEvent.click(bell);
  const dialog = screen.getByRole("dialog", { name: "Notifications" });
  expect(bell).toHaveAttribute("aria-expanded", "true");
  expect(bell).toHaveAttribute("aria-controls", dialog.id);
  expect(dialog).toHaveFocus();
  expect(screen.getByRole("heading", { name: "Notifications" })).toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(bell).toHaveFocus();
});

test("a click outside closes it and leaves the focus where the user clicked", async () => {
  show(
    <>
      <FeedPopover />
      <input aria-label="elsewhere" />
    </>,
    {},
    client,
  );
  await userEvent.click(screen.getByRole("button", { name: "Notifications" }));
  await userEvent.click(screen.getByLabelText("elsewhere"));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByLabelText("elsewhere")).toHaveFocus();
});

test("controlled, it stays open until the owner closes it", async () => {
  const onOpenChange = jest.fn();
  show(<FeedPopover isOpen onOpenChange={onOpenChange} />, {}, client);
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(onOpenChange).toHaveBeenCalledWith(false);
  expect(screen.getByRole("dialog")).toBeInTheDocument();
});

test("it is below its bell, inside the window, and above when there is no room below", () => {
  const page = { width: 1000, height: 800 };
  const size = { width: 400, height: 500 };
  const high = { top: 10, bottom: 50, left: 900, right: 940 };
  expect(placeBeside(high, size, page, false)).toEqual({ top: 58, left: 540, maxHeight: 734 });
  const atLeft = { ...high, left: 10, right: 50 };
  expect(placeBeside(atLeft, size, page, false).left).toBe(8);
  expect(placeBeside(atLeft, size, page, true).left).toBe(10);
  const low = { top: 700, bottom: 740, left: 900, right: 940 };
  expect(placeBeside(low, size, page, false)).toEqual({ top: 192, left: 540, maxHeight: 684 });
});
