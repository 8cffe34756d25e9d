import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { Activity, StrictMode, type ReactElement } from "react";
import type { BrowserClientOptions } from "@carillon/client";
import { Feed, FeedProvider } from "../src/index.js";
import { buildFeedItem } from "../../client-sdk/src/testing/memory-feed.js";
import { tokenFor } from "../../client-sdk/test/support/tokens.js";

const SOME_TIME = { timeout: 15_000 };
let asked: string[] = [];

/** Returns a different item for each user. */
const fetch: typeof globalThis.fetch = (_input, init) => {
  const headers = (init?.headers ?? {}) as Record<string, string>;
  const token = headers["X-Carillon-User-Token"];
  const claims: unknown =
    token === undefined ? {} : JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const sub = (claims as { sub?: string }).sub ?? headers["X-Carillon-User-Id"] ?? "nobody";
  asked.push(sub);
  const item = buildFeedItem({
    id: `msg_${sub}`,
    blocks: [{ __typename: "TextBlock", name: "body", text: `SECRET-OF-${sub}` }],
  });
  const counts = { total: 1, unread: 1, unseen: 1 };
  const items = { nodes: [item], pageInfo: { hasNextPage: false, endCursor: null } };
  const body = { data: { feed: { id: `feed_${sub}`, version: "7-000001", counts, items } } };
  const response = { ok: true, status: 200, headers: new Map(), text: () => Promise.resolve(JSON.stringify(body)) };
  return Promise.resolve(response as unknown as Response);
};

class SilentSocket {
  send(): void {}
  close(): void {}
}

type Options = Partial<BrowserClientOptions>;

function app(options: Options): ReactElement {
  return (
    <StrictMode>
      <FeedProvider
        endpoint="http://localhost/graphql"
        publicKey="pk_1"
        fetch={fetch}
        webSocket={SilentSocket}
        {...options}
      >
        <Feed marksSeen={false} />
      </FeedProvider>
    </StrictMode>
  );
}

const shows = (person: string): Promise<unknown> => screen.findByText(`SECRET-OF-${person}`, {}, SOME_TIME);
const hides = (person: string): void => expect(screen.queryByText(`SECRET-OF-${person}`)).toBeNull();

beforeEach(() => {
  asked = [];
});
afterEach(() => {
  cleanup();
  localStorage.clear();
});

test("E-2, F3: another user's token removes everything of the former user from the screen at once", async () => {
  const { rerender } = render(app({ userToken: tokenFor("alice") }));
  await shows("alice");
  rerender(app({ userToken: tokenFor("bob") }));
  hides("alice");
  await shows("bob");
  hides("alice");
});

test("E-2: a renewed token of the same user keeps the list, and calls use it", async () => {
  const { rerender } = render(app({ userToken: tokenFor("alice", { jti: "1" }) }));
  await shows("alice");
  const calls = asked.length;
  rerender(app({ userToken: tokenFor("alice", { jti: "2" }) }));
  await shows("alice");
  expect(asked).toHaveLength(calls);
});

test("E-1: a function that returns another user's token is detected at the next render of the provider", async () => {
  let person = "alice";
  const userToken = jest.fn(() => tokenFor(person));
  const { rerender } = render(app({ userToken }));
  await shows("alice");
  person = "bob";
  rerender(app({ userToken }));
  await shows("bob");
  hides("alice");
});

test("E-1: a function that is new at each render is called to check the user, but ever more rarely", async () => {
  jest.useFakeTimers();
  try {
    const asks = jest.fn();
    const tree = (): ReactElement =>
      app({
        userToken: () => {
          asks();
          return tokenFor("alice");
        },
      });
    const { rerender } = render(tree());
    for (let second = 0; second < 120; second += 1) {
      rerender(tree());
      await act(() => jest.advanceTimersByTimeAsync(1_000));
    }
    expect(asks.mock.calls.length).toBeLessThan(12);
  } finally {
    cleanup();
    jest.useRealTimers();
  }
});

test("E-1: `person` identifies the user, so that the function need not be called, and switches at once", async () => {
  const userToken = jest.fn(() => tokenFor("alice"));
  const { rerender } = render(app({ userToken, person: "alice" }));
  await shows("alice");
  const asks = userToken.mock.calls.length;
  rerender(app({ userToken, person: "alice" }));
  rerender(app({ userToken, person: "alice" }));
  expect(userToken).toHaveBeenCalledTimes(asks);
  rerender(app({ userToken: () => tokenFor("bob"), person: "bob" }));
  hides("alice");
  await shows("bob");
});

test("E-1: without a signed-in user no items are shown, with a text", async () => {
  const { rerender } = render(app({ userToken: tokenFor("alice") }));
  await shows("alice");
  rerender(app({ userToken: null }));
  hides("alice");
});

test.each<[string, Options, Options]>([
  ["userId", { userId: "alice" }, { userId: "bob" }],
  ["userId, then a token", { userId: "alice" }, { userId: undefined, userToken: tokenFor("bob") }],
  ["a token, then a function", { userToken: tokenFor("alice") }, { userToken: () => tokenFor("bob") }],
  ["a function, then a token", { userToken: () => tokenFor("alice") }, { userToken: tokenFor("bob") }],
])("E-1: the user may change by %s", async (_how, before, after) => {
  const { rerender } = render(app(before));
  await shows("alice");
  rerender(app(after));
  hides("alice");
  await shows("bob");
});

test("every option may change while mounted: the latest function is called, another environment creates another client", async () => {
  const { rerender } = render(app({ userId: "alice" }));
  await shows("alice");
  const other = jest.fn(fetch);
  rerender(app({ userId: "alice", fetch: other }));
  expect(asked).toHaveLength(1);
  rerender(app({ userId: "alice", fetch: other, endpoint: "http://localhost/other" }));
  await waitFor(() => expect(other).toHaveBeenCalledWith("http://localhost/other", expect.anything()), SOME_TIME);
});

test("E-3: hidden and shown again by <Activity>, the feed shows its items and is live", async () => {
  const tree = (mode: "visible" | "hidden", person = "alice"): ReactElement => (
    <Activity mode={mode}>{app({ userId: person })}</Activity>
  );
  const { rerender } = render(tree("visible"));
  await shows("alice");
  rerender(tree("hidden"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  rerender(tree("visible"));
  await shows("alice");
  expect(screen.queryByRole("alert")).toBeNull();
  rerender(tree("hidden", "bob"));
  rerender(tree("visible", "bob"));
  await shows("bob");
  hides("alice");
});
