import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { CarillonError } from "@carillon/client";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed, FeedPopover } from "../src/index.js";
import { type LatePart, latePart } from "../src/late/late-part.js";
import { feedPart } from "../src/late/load-feed.js";
import { interactionPart } from "../src/late/load-interaction.js";
import { popoverPart } from "../src/late/load-popover.js";
import { createFakeClient, type FakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

/** A part whose loading the test controls. */
interface HeldPart {
  arrive(): void;
  fail(): void;
  readonly load: jest.Spied<() => Promise<unknown>>;
}

function hold<Part>(part: LatePart<Part>): HeldPart {
  const loaded = part.now() as Part;
  const waiting = new Set<() => void>();
  const settled: [resolve: (part: Part) => void, reject: (error: unknown) => void][] = [];
  let isThere = false;
  jest.spyOn(part, "now").mockImplementation(() => (isThere ? loaded : null));
  const load = jest
    .spyOn(part, "load")
    .mockImplementation(() => new Promise((resolve, reject) => void settled.push([resolve, reject])));
  jest.spyOn(part, "subscribe").mockImplementation((listener) => {
    waiting.add(listener);
    return () => void waiting.delete(listener);
  });
  return {
    load,
    arrive() {
      isThere = true;
      for (const listener of waiting) listener();
      for (const [resolve] of settled.splice(0)) resolve(loaded);
    },
    fail() {
      const failure = new CarillonError("CHUNK_FAILED", "…", { cause: new TypeError("Failed to fetch") });
      for (const [, reject] of settled.splice(0)) reject(failure);
    },
  };
}

let client: FakeClient;
let feedChunk: HeldPart;

beforeEach(() => {
  feedChunk = hold(feedPart);
  client = createFakeClient();
  client.handle().show({ items: [itemOf(1)] });
});

afterEach(() => void jest.restoreAllMocks());

const bell = (): HTMLElement => screen.getByRole("button", { name: /Notifications/ });

test("the first click opens at once, with a skeleton until the feed is loaded", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  expect(screen.getByRole("dialog", { name: "Notifications" })).toHaveFocus();
  expect(screen.getByRole("heading", { name: "Notifications" })).toBeInTheDocument();
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  expect(screen.queryByRole("feed")).toBeNull();
  await act(async () => feedChunk.arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
  expect(screen.queryByText("Loading notifications")).toBeNull();
  expect(screen.getByRole("dialog")).toHaveFocus();
});

test("the Close button works while the feed loads, and its focus stays in the dialog", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "Close" })).toHaveFocus();
  await act(async () => feedChunk.arrive());
  await screen.findByRole("article");
  expect(screen.getByRole("dialog")).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a popover that was closed before the feed loaded stays closed", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  await userEvent.keyboard("{Escape}");
  await act(async () => feedChunk.arrive());
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("with defaultOpen, it shows the skeleton and then the feed", async () => {
  show(<FeedPopover defaultOpen />, {}, client);
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  await act(async () => feedChunk.arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
});

test("a failed load shows an error, is reported to the host once each, and can be retried", async () => {
  const [onError, onFeedError] = [jest.fn(), jest.fn()];
  show(<FeedPopover onError={onFeedError} />, { onError }, client);
  await userEvent.click(bell());
  await act(async () => feedChunk.fail());
  expect(await screen.findByRole("alert")).toHaveTextContent("This could not be loaded.");
  expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: "CHUNK_FAILED" })]]);
  expect(onFeedError.mock.calls).toEqual([[expect.objectContaining({ cause: expect.any(TypeError) })]]);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  expect(screen.queryByRole("alert")).toBeNull();
  await act(async () => feedChunk.arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
  expect(onError).toHaveBeenCalledTimes(1);
});

test("the chunk is loaded when the pointer comes near the bell; a failure then is not reported", async () => {
  const onError = jest.fn();
  show(<FeedPopover />, { onError }, client);
  feedChunk.load.mockClear();
  fireEvent.pointerEnter(bell());
  fireEvent.focus(bell());
  expect(feedChunk.load).toHaveBeenCalled();
  await act(async () => feedChunk.fail());
  expect(onError).not.toHaveBeenCalled();
});

test("the chunk is loaded when the page is idle, and not by popovers with custom children", async () => {
  const calls: (() => void)[] = [];
  const idle = jest.fn((call: () => void) => calls.push(call));
  Object.assign(window, { requestIdleCallback: idle, cancelIdleCallback: () => calls.splice(0) });
  try {
    show(<FeedPopover>mine</FeedPopover>, {}, client);
    for (const call of calls) call();
    expect(feedChunk.load).not.toHaveBeenCalled();
    show(<FeedPopover />, {}, client);
    expect(feedChunk.load).not.toHaveBeenCalled();
    for (const call of calls) call();
    expect(feedChunk.load).toHaveBeenCalled();
  } finally {
    cleanup();
    Reflect.deleteProperty(window, "requestIdleCallback");
    Reflect.deleteProperty(window, "cancelIdleCallback");
  }
});

describe("an action before its chunk is loaded", () => {
  let interaction: HeldPart;
  beforeEach(() => {
    interaction = hold(interactionPart);
  });

  test("is done once the chunk loads: a mark, with its undo, and a key", async () => {
    show(<Feed />, {}, client);
    expect(screen.getByRole("article")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Archive" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
    await userEvent.tab();
    fireEvent.keyDown(screen.getByRole("tab", { name: "All" }), { key: "ArrowRight" });
    expect(client.handle().callsOf("markAll")).toHaveLength(0);
    await act(async () => interaction.arrive());
    await waitFor(() => expect(client.handle().callsOf("markAll")).toHaveLength(1));
    expect(await screen.findByRole("button", { name: "Undo" })).toBeVisible();
    await waitFor(() => expect(screen.getByRole("tab", { name: /Unread/ })).toHaveAttribute("aria-selected", "true"));
  });

  test("does not delay opening an item and following its link", async () => {
    const onNavigate = jest.fn();
    show(<Feed onNavigate={onNavigate} />, {}, client);
    await userEvent.click(screen.getByRole("article"));
    expect(client.handle().calls.length).toBeGreaterThan(0);
  });

  test("keeps the focus: if the focused element disappears meanwhile, the feed gets the focus", async () => {
    client.handle().show({ items: [itemOf(2), itemOf(1)] });
    show(<Feed />, {}, client);
    screen.getAllByRole("article")[0]?.focus();
    await act(async () => client.handle().show({ items: [itemOf(1)] }));
    await act(async () => interaction.arrive());
    expect(document.querySelector(".carillon-feed")).toHaveFocus();
  });

  test("waits if the chunk does not load, with an error and a retry button", async () => {
    const onError = jest.fn();
    show(<Feed />, { onError }, client);
    await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
    await act(async () => interaction.fail());
    expect(screen.getByRole("alert")).toHaveTextContent("This could not be loaded.");
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: "CHUNK_FAILED" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await act(async () => interaction.arrive());
    expect(screen.queryByRole("alert")).toBeNull();
    expect(client.handle().callsOf("markAll")).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Snooze" }));
    expect(screen.getByRole("group", { name: "Snooze until" })).toBeVisible();
  });
});

test("a click outside closes a popover once its watcher is loaded, and so does a navigation meanwhile", async () => {
  const leaving = hold(popoverPart);
  show(<FeedPopover>mine</FeedPopover>, {}, client);
  await userEvent.click(bell());
  await act(async () => leaving.arrive());
  expect(screen.getByRole("dialog")).toBeVisible();
  await userEvent.click(document.body);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a part is loaded once for all callers, and again after a failure", async () => {
  const fetchPart = jest.fn<() => Promise<string>>();
  fetchPart.mockRejectedValueOnce(new Error("offline")).mockResolvedValue("part");
  const part = latePart(fetchPart);
  await expect(part.load()).rejects.toMatchObject({ code: "CHUNK_FAILED", cause: new Error("offline") });
  expect(part.now()).toBeNull();
  await expect(Promise.all([part.load(), part.load()])).resolves.toEqual(["part", "part"]);
  expect(part.now()).toBe("part");
  expect(fetchPart).toHaveBeenCalledTimes(2);
});

test("a part that is needed is retried until it loads", async () => {
  jest.useFakeTimers();
  try {
    const fetchPart = jest.fn<() => Promise<string>>();
    fetchPart.mockRejectedValueOnce(new Error("offline")).mockResolvedValue("part");
    const part = latePart(fetchPart);
    const onThere = jest.fn();
    const stop = part.subscribe(onThere);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(onThere).toHaveBeenCalledTimes(1);
    expect(part.now()).toBe("part");
    stop();
  } finally {
    jest.useRealTimers();
  }
});
