import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Feed, FeedPopover } from "../src/index.js";
import { latePart } from "../src/late/late-part.js";
import { feedPart } from "../src/late/load-feed.js";
import { panelsPart } from "../src/late/load-panels.js";
import { createFakeClient, type FakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

type FeedPart = Awaited<ReturnType<typeof feedPart.load>>;

let client: FakeClient;
/** Ends the fetching that was asked for last. */
let arrive: () => void;
let fail: () => void;
let load: jest.Spied<() => Promise<FeedPart>>;

/** The chunk of the feed is not there before the test says so. */
beforeEach(() => {
  const part = feedPart.now() as FeedPart;
  jest.spyOn(feedPart, "now").mockReturnValue(null);
  load = jest.spyOn(feedPart, "load").mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        arrive = () => resolve(part);
        fail = () => reject(new TypeError("Failed to fetch dynamically imported module"));
      }),
  );
  client = createFakeClient();
  client.handle().show({ items: [itemOf(1)] });
});

afterEach(() => void jest.restoreAllMocks());

const bell = (): HTMLElement => screen.getByRole("button", { name: /Notifications/ });

test("the first click opens at once, with a skeleton until the feed is fetched", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  expect(screen.getByRole("dialog", { name: "Notifications" })).toHaveFocus();
  expect(screen.getByRole("heading", { name: "Notifications" })).toBeInTheDocument();
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  expect(screen.queryByRole("feed")).toBeNull();
  await act(async () => arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
  expect(screen.queryByText("Loading notifications")).toBeNull();
  expect(screen.getByRole("dialog")).toHaveFocus();
});

test("the button Close works while the feed is on its way, and the focus that it has stays in the dialog", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "Close" })).toHaveFocus();
  await act(async () => arrive());
  await screen.findByRole("article");
  expect(screen.getByRole("dialog")).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a popover that was closed before the feed came stays closed", async () => {
  show(<FeedPopover />, {}, client);
  await userEvent.click(bell());
  await userEvent.keyboard("{Escape}");
  await act(async () => arrive());
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("open at first, it shows the skeleton and then the feed", async () => {
  show(<FeedPopover defaultOpen />, {}, client);
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  await act(async () => arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
});

test("a feed that could not be fetched says so, tells the host why, once each, and can be tried again", async () => {
  const [onError, onFeedError] = [jest.fn(), jest.fn()];
  show(<FeedPopover onError={onFeedError} />, { onError }, client);
  await userEvent.click(bell());
  await act(async () => fail());
  expect(await screen.findByRole("alert")).toHaveTextContent("This could not be loaded.");
  expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: "CHUNK_FAILED" })]]);
  expect(onFeedError.mock.calls).toEqual([[expect.objectContaining({ cause: expect.any(TypeError) })]]);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByText("Loading notifications")).toBeInTheDocument();
  expect(screen.queryByRole("alert")).toBeNull();
  await act(async () => arrive());
  expect(await screen.findByRole("article")).toBeInTheDocument();
  expect(onError).toHaveBeenCalledTimes(1);
});

test("it is fetched when the reader comes near the bell; a failure then is said to nobody", async () => {
  const onError = jest.fn();
  show(<FeedPopover />, { onError }, client);
  load.mockClear();
  fireEvent.pointerEnter(bell());
  fireEvent.focus(bell());
  expect(load).toHaveBeenCalled();
  await act(async () => fail());
  expect(onError).not.toHaveBeenCalled();
});

test("it is fetched when the page is idle, and by no popover with children of its own", async () => {
  const calls: (() => void)[] = [];
  const idle = jest.fn((call: () => void) => calls.push(call));
  Object.assign(window, { requestIdleCallback: idle, cancelIdleCallback: () => calls.splice(0) });
  try {
    show(<FeedPopover>mine</FeedPopover>, {}, client);
    expect(idle).not.toHaveBeenCalled();
    show(<FeedPopover />, {}, client);
    expect(load).not.toHaveBeenCalled();
    for (const call of calls) call();
    expect(load).toHaveBeenCalled();
  } finally {
    cleanup();
    Reflect.deleteProperty(window, "requestIdleCallback");
    Reflect.deleteProperty(window, "cancelIdleCallback");
  }
});

test("the panels for snoozing and of more lists come when they are opened, and can be tried again", async () => {
  const panels = panelsPart.now();
  jest.spyOn(panelsPart, "now").mockReturnValue(null);
  const loadPanels = jest.spyOn(panelsPart, "load").mockRejectedValue(new TypeError("Failed to fetch"));
  show(<Feed />, {}, client);
  await userEvent.click(screen.getByRole("button", { name: "Snooze" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("This could not be loaded.");
  loadPanels.mockResolvedValue(panels as NonNullable<typeof panels>);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.getByRole("group", { name: "Snooze until" })).toBeInTheDocument());
});

test("a part is fetched once for all who ask, and again after it failed", async () => {
  const fetchPart = jest.fn<() => Promise<string>>();
  fetchPart.mockRejectedValueOnce(new Error("offline")).mockResolvedValue("part");
  const part = latePart(fetchPart);
  await expect(part.load()).rejects.toThrow("offline");
  expect(part.now()).toBeNull();
  await expect(Promise.all([part.load(), part.load()])).resolves.toEqual(["part", "part"]);
  expect(part.now()).toBe("part");
  expect(fetchPart).toHaveBeenCalledTimes(2);
});
