import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactElement } from "react";
import { Feed, FeedBell, FeedPopover, FeedProvider, type FeedLabels, type FeedProviderProps } from "../src/index.js";
import { createFakeClient, type FakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
beforeEach(() => {
  client = createFakeClient();
});
afterEach(() => cleanup());

/** Props that a host in JavaScript may pass. */
const odd = (props: object): Partial<FeedProviderProps> => props;

describe("options of the host", () => {
  test.each([
    "en_US",
    "",
    null,
    "C",
    "en_US.UTF-8",
    "de_AT@euro",
    "x",
    "zz-ZZ",
    "no such locale",
    5,
    {},
    "a".repeat(200),
  ])("F4: locale %j keeps the page working, with times and numbers", (locale) => {
    client.handle().show({ items: [itemOf(1)] });
    show(<FeedPopover defaultOpen />, odd({ locale }), client);
    expect(screen.getByText(/did thing 1/)).toBeInTheDocument();
    expect(document.querySelector("time")?.textContent).not.toBe("");
  });

  test.each([
    [{ bell: "Glocke" }],
    [{ bell: null }],
    [{ bell: () => ({}) }],
    [
      {
        bell: () => {
          throw new Error("host");
        },
      },
    ],
    [{ title: {} }],
    [{ newItems: 5, title: 7 }],
  ])("F4: labels %j keep the page working", (labels) => {
    client.handle().show({ items: [itemOf(1)] });
    show(<FeedPopover defaultOpen />, { labels: labels as unknown as Partial<FeedLabels> }, client);
    expect(screen.getByText(/did thing 1/)).toBeInTheDocument();
  });

  test.each([
    { endpoint: undefined, publicKey: "pk_1" },
    { endpoint: "/graphql", publicKey: "sk_1" },
    { endpoint: "/graphql", publicKey: undefined },
    { endpoint: "/graphql", publicKey: "pk_1", userId: "ada", userToken: "t" },
    { endpoint: "/graphql", secretKey: "sk_1" },
    { endpoint: "http://[", publicKey: "pk_1", userId: "ada" },
  ])("F4: invalid client options, %j, are reported to the host and keep the page working", async (options) => {
    const onError = jest.fn();
    const props = { ...options, onError } as unknown as FeedProviderProps;
    render(
      <FeedProvider {...props}>
        <p>the host</p>
        <FeedPopover defaultOpen />
      </FeedProvider>,
    );
    expect(screen.getByText("the host")).toBeInTheDocument();
    await screen.findByRole("alert", {}, { timeout: 15_000 });
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({ code: expect.stringMatching(/INVALID_OPTIONS|NETWORK/) }),
    );
  });

  test("E-11: the feed uses the provider's filter and page size, and its own props take precedence", () => {
    const opened = jest.spyOn(client, "feed");
    show(<Feed />, { feed: { filter: { categories: ["billing"] }, pageSize: 3 } }, client);
    expect(opened.mock.calls.every(([options]) => options?.pageSize === 3)).toBe(true);
    expect(opened).toHaveBeenCalledWith({ filter: { categories: ["billing"] }, pageSize: 3 });
    opened.mockClear();
    show(<Feed tab="unread" />, { feed: { filter: { categories: ["billing"] } } }, client);
    expect(opened).toHaveBeenCalledWith({ filter: { categories: ["billing"], isRead: false } });
    opened.mockClear();
    show(<Feed filter={{ hasTenant: true }} />, { feed: { filter: { categories: ["billing"] } } }, client);
    expect(opened).toHaveBeenCalledWith({ filter: { hasTenant: true } });
  });
});

describe("errors are contained", () => {
  test("F4: a renderer that throws affects its own item only, and the error is reported to the host", () => {
    const quiet = jest.spyOn(console, "error").mockImplementation(() => undefined);
    client.handle().show({ items: [itemOf(2), itemOf(1)] });
    const onError = jest.fn();
    const Item = ({ item }: { item: { id: string } }): ReactElement => {
      if (item.id === "msg_1") throw new Error("host");
      return <p>fine {item.id}</p>;
    };
    show(<Feed parts={{ Item }} />, { onError }, client);
    expect(screen.getByText("fine msg_2")).toBeInTheDocument();
    expect(screen.getByText("This notification cannot be shown.")).toBeInTheDocument();
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: "RENDER_FAILED" }));
    quiet.mockRestore();
  });

  test("F4: a part that throws does not affect the page around the feed", () => {
    const quiet = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const Empty = (): ReactElement => {
      throw new Error("host");
    };
    show(
      <>
        <p>the host</p>
        <FeedBell />
        <Feed parts={{ Empty }} />
      </>,
      {},
      client,
    );
    expect(screen.getByText("the host")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Notifications" })).toBeInTheDocument();
    quiet.mockRestore();
  });

  test("a host's handler that throws does not prevent marks", () => {
    jest.useFakeTimers();
    client.handle().show({ items: [itemOf(1)] });
    const onItemClick = (): never => {
      throw new Error("host");
    };
    show(<Feed onItemClick={onItemClick} />, {}, client);
    fireEvent.click(screen.getByText(/did thing 1/));
    expect(client.handle().callsOf("markRead")).toHaveLength(1);
    expect(() => jest.runOnlyPendingTimers()).toThrow("host");
    jest.useRealTimers();
  });

  test("E-20: onError gets a failed load, once, with its reason", () => {
    const onError = jest.fn();
    const all = jest.fn();
    const error = { name: "CarillonError", code: "FORBIDDEN" as const, message: "No.", issues: [], retryAfterMs: null };
    show(<Feed onError={onError} />, { onError: all }, client);
    act(() => client.handle().show({ status: "error", error }));
    act(() => client.handle().show({ isRefetching: true }));
    expect(onError.mock.calls).toEqual([[error]]);
    expect(all.mock.calls).toEqual([[error]]);
  });

  test("E-21: a list that is loaded but not live says so", () => {
    const error = { name: "CarillonError", code: "FORBIDDEN" as const, message: "No.", issues: [], retryAfterMs: null };
    client.handle().show({ items: [itemOf(1)], isLive: false, error });
    show(<Feed />, {}, client);
    expect(screen.getByText("New notifications do not show by themselves right now.")).toBeInTheDocument();
    act(() => client.handle().show({ isLive: true, error: null }));
    expect(screen.queryByText(/do not show by themselves/)).toBeNull();
  });
});

describe("defence in depth", () => {
  const hostile = itemOf(1, {
    actors: [{ __typename: "User", id: "u", userId: "eve", name: " ", avatar: "javascript:alert(1)" }],
    blocks: [
      { __typename: "TextBlock", name: "action_url", text: "javascript:alert(1)" },
      {
        __typename: "MarkdownBlock",
        name: "body",
        html: '<p onclick="alert(1)">words <img src=x onerror=alert(1)> <a href="javascript:alert(1)">link</a><script>alert(1)</script></p>',
      },
      {
        __typename: "ButtonsBlock",
        name: "buttons",
        buttons: [
          { name: "bad", label: "Bad", action: "javascript:alert(1)" },
          { name: "good", label: "Good", action: "/good" },
        ],
      },
    ],
  });

  test("E-30: URLs and HTML that the server should never send have no effect", () => {
    const onNavigate = jest.fn();
    client.handle().show({ items: [hostile] });
    const { container } = show(<Feed onNavigate={onNavigate} />, {}, client);
    expect(container.innerHTML).not.toMatch(/javascript:|onerror|onclick|<script/);
    expect(screen.queryByText("Bad")).toBeNull();
    expect(screen.getByText("Good")).toHaveAttribute("href", "/good");
    fireEvent.click(screen.getByText(/words/));
    expect(onNavigate).not.toHaveBeenCalled();
    expect(client.handle().callsOf("markRead")).toHaveLength(1);
  });

  test("E-31: no code uses innerHTML, so Trusted Types block nothing", () => {
    const written = jest.spyOn(Element.prototype, "innerHTML", "set").mockImplementation(() => {
      throw new TypeError("This document requires 'TrustedHTML' assignment.");
    });
    client.handle().show({ items: [itemOf(1)] });
    show(<Feed />, {}, client);
    expect(screen.getByText(/did thing 1/)).toBeInTheDocument();
    written.mockRestore();
  });

  test("F14: a user with a blank name is shown by id", () => {
    client.handle().show({ items: [hostile] });
    const { container } = show(<Feed />, {}, client);
    expect(container.querySelector(".carillon-avatar")).toHaveTextContent("E");
  });
});
