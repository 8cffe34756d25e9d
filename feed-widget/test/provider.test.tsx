import { expect, jest, test } from "@jest/globals";
import { act, render, screen, waitFor } from "@testing-library/react";
import { StrictMode, type ReactElement } from "react";
import { Feed, FeedProvider, useFeed, useFeedContext, useFeedCounts } from "../src/index.js";
import { createFakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

test("the feed is live while a part shows it, also under StrictMode, and is released afterwards", () => {
  const { client, unmount } = show(<Feed />);
  // Started by the list and by the count on the tab.
  expect(client.handle().startedCount).toBe(2);
  unmount();
  expect(client.handle().startedCount).toBe(0);
});

test("two parts with one feed share it", () => {
  const { client } = show(
    <>
      <Feed />
      <Feed />
    </>,
  );
  expect(client.handle().startedCount).toBe(4);
});

test("a component that uses only the counts is rendered again for nothing else", () => {
  const onRender = jest.fn();
  function Counter(): ReactElement {
    onRender();
    return <output>{useFeedCounts().unread}</output>;
  }
  const client = createFakeClient();
  render(
    <FeedProvider client={client}>
      <Counter />
    </FeedProvider>,
  );
  const before = onRender.mock.calls.length;
  act(() => client.handle().show({ isLoadingMore: true }));
  expect(onRender).toHaveBeenCalledTimes(before);
  act(() => client.handle().show({ items: [itemOf(1)] }));
  expect(screen.getByRole("status")).toHaveTextContent("1");
});

test("without a provider the error says what to do", () => {
  const quiet = jest.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Feed />)).toThrow("Put a <FeedProvider> around what shows a feed.");
  quiet.mockRestore();
});

test("a client of the provider is created once per user, survives StrictMode, and is closed at the end", async () => {
  const seen = new Set<unknown>();
  const fetch = jest.fn<typeof globalThis.fetch>(() => new Promise(() => undefined));
  function Probe(): ReactElement {
    seen.add(useFeedContext().client);
    useFeed();
    return <></>;
  }
  const tree = (userId: string, userToken?: () => string): ReactElement => (
    <StrictMode>
      <FeedProvider
        endpoint="http://localhost/graphql"
        publicKey="pk_1"
        userId={userId}
        userToken={userToken}
        fetch={fetch}
      >
        <Probe />
      </FeedProvider>
    </StrictMode>
  );
  const { rerender, unmount } = render(tree("ada"));
  await waitFor(() => expect(fetch).toHaveBeenCalled());
  const forAda = [...seen].at(-1) as { connection: { getSnapshot(): { status: string } } };
  rerender(tree("ada"));
  expect([...seen].at(-1)).toBe(forAda);
  rerender(tree("grace"));
  expect([...seen].at(-1)).not.toBe(forAda);
  await waitFor(() => expect(forAda.connection.getSnapshot().status).toBe("closed"));
  unmount();
});
