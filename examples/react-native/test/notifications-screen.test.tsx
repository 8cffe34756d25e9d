import { createTestClient } from "@carillon/client/testing";
import { fireEvent, render, screen, waitFor } from "@testing-library/react-native";
import { NotificationsScreen } from "../src/notifications-screen";

const LINK = { __typename: "TextBlock", name: "action_url", text: "/documents/plan" } as const;
const body = (text: string) => ({ __typename: "TextBlock", name: "body", text }) as const;

let close = () => {};
afterEach(() => close());

async function open() {
  const { client, feed } = createTestClient({
    items: [{ blocks: [body("Grace mentioned you"), LINK] }, { text: "Linus commented" }],
  });
  close = () => client.close();
  const goTo = jest.fn();
  await render(<NotificationsScreen client={client} goTo={goTo} />);
  await screen.findByText("Grace mentioned you");
  return { feed, goTo };
}

test("shows the feed, and items that arrive while the feed is open", async () => {
  const { feed } = await open();
  screen.getByText("Notifications (2)");
  feed.add({ text: "Ada arrived" });
  await screen.findByText("Ada arrived");
  screen.getByText("Notifications (3)");
});

test("marks a chosen item as read and opens its target", async () => {
  const { feed, goTo } = await open();
  await fireEvent.press(screen.getByText("Grace mentioned you"));
  expect(goTo).toHaveBeenCalledWith("/documents/plan");
  await screen.findByText("Notifications (1)");
  await waitFor(() => expect(feed.items[0]?.interactedAt).not.toBeNull());
});

test("marks all items as read at once, and reverts a refused mark and shows the reason", async () => {
  const { feed } = await open();
  feed.failNext("FORBIDDEN", "You may not.");
  await fireEvent.press(screen.getByText("Mark all as read"));
  await screen.findByText("You may not.");
  screen.getByText("Notifications (2)");
  await fireEvent.press(screen.getByText("Mark all as read"));
  await screen.findByText("Notifications");
  await waitFor(() => expect(feed.items.every(({ readAt }) => readAt !== null)).toBe(true));
});
