import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { Feed, FeedBell, FeedPopover, FeedProvider } from "../src/index.js";
import { ar } from "../src/locales/ar.js";
import { renderFeed } from "../src/testing/index.js";
import { FeedToasts, type FeedToastsProps } from "../src/toasts/index.js";
import { addToasts, fillToasts, NO_TOASTS } from "../src/toasts/toast-queue.js";
import { createFakeClient, type FakeClient, type FakeHandle, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
let feed: FakeHandle;
beforeEach(() => {
  jest.useFakeTimers();
  client = createFakeClient();
  feed = client.handle();
  feed.show({ items: [itemOf(1)] });
});
afterEach(() => {
  jest.useRealTimers();
  setHidden(false);
});

const open = (props: FeedToastsProps = {}, beside = <FeedBell />): void => {
  show(
    <>
      {beside}
      <FeedToasts {...props} />
    </>,
    {},
    client,
  );
};
const arrive = (...ids: number[]): void => act(() => feed.arrive(...ids.map((id) => itemOf(id))));
const wait = (ms: number): void => act(() => void jest.advanceTimersByTime(ms));
const toasts = (): string[] =>
  screen.queryAllByRole("listitem").map((toast) => toast.getAttribute("data-carillon-item") ?? "");
function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, "visibilityState", { value: isHidden ? "hidden" : "visible", configurable: true });
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

describe("toasts", () => {
  test("show live arrivals for six seconds, and not items that were loaded", () => {
    open();
    expect(toasts()).toEqual([]);
    act(() => feed.reload(itemOf(2)));
    expect(toasts()).toEqual([]);
    arrive(3);
    expect(toasts()).toEqual(["msg_3"]);
    expect(screen.getByRole("region", { name: "1 new notification" })).toBeInTheDocument();
    wait(5_900);
    expect(toasts()).toEqual(["msg_3"]);
    wait(200);
    expect(toasts()).toEqual([]);
    // Showing an item as a toast does not mark it as seen.
    expect(feed.calls).toEqual([]);
  });

  test("are limited to three, and the newest ten others wait", () => {
    open();
    arrive(...Array.from({ length: 20 }, (_, index) => 30 - index));
    expect(toasts()).toEqual(["msg_21", "msg_22", "msg_23"]);
    wait(6_000);
    expect(toasts()).toEqual(["msg_24", "msg_25", "msg_26"]);
    const many = Array.from({ length: 20 }, (_, index) => itemOf(index));
    expect(fillToasts(addToasts(NO_TOASTS, many, 5), 2)).toMatchObject({
      shown: [{ id: "msg_15" }, { id: "msg_16" }],
      waiting: [{ id: "msg_17" }, { id: "msg_18" }, { id: "msg_19" }],
    });
  });

  test("get a new duration while they are shown", () => {
    const page = (durationMs: number) => (
      <FeedProvider client={client}>
        <FeedToasts durationMs={durationMs} />
      </FeedProvider>
    );
    const { rerender } = render(page(Infinity));
    arrive(3);
    wait(60_000);
    expect(toasts()).toEqual(["msg_3"]);
    rerender(page(5_000));
    wait(4_900);
    expect(toasts()).toEqual(["msg_3"]);
    wait(200);
    expect(toasts()).toEqual([]);
    arrive(4);
    wait(3_000);
    rerender(page(3_500));
    wait(600);
    expect(toasts()).toEqual(["msg_4"]);
    wait(500);
    expect(toasts()).toEqual([]);
  });

  test("pause while the pointer or the focus is on them", () => {
    open();
    arrive(2, 3);
    const region = screen.getByRole("region");
    wait(4_000);
    fireEvent.pointerEnter(region, { pointerType: "mouse" });
    wait(60_000);
    expect(toasts()).toHaveLength(2);
    fireEvent.pointerLeave(region);
    act(() => screen.getAllByRole("button", { name: "Dismiss" })[0]?.focus());
    wait(60_000);
    expect(toasts()).toHaveLength(2);
    act(() => screen.getAllByRole("button", { name: "Dismiss" })[0]?.blur());
    wait(2_100);
    expect(toasts()).toEqual([]);
  });

  test("wait while the page is hidden, and items that were seen meanwhile are not shown", () => {
    open();
    arrive(2);
    setHidden(true);
    arrive(3, 4);
    wait(60_000);
    expect(toasts()).toEqual(["msg_2"]);
    act(() =>
      feed.show({
        items: feed.store
          .getSnapshot()
          .items.map((item) => (item.id === "msg_3" ? { ...item, seenAt: "2026-01-01T00:00:00.000Z" } : item)),
      }),
    );
    setHidden(false);
    expect(toasts()).toEqual(["msg_2", "msg_4"]);
  });

  test("close when their item is read, archived or removed, here or elsewhere", () => {
    open();
    arrive(2, 3, 4);
    const [first, ...others] = feed.store.getSnapshot().items;
    act(() =>
      feed.show({ items: [{ ...(first ?? itemOf(4)), readAt: "2026-01-01T00:00:00.000Z" }, ...others.slice(1)] }),
    );
    expect(toasts()).toHaveLength(1);
  });
});

describe("a toast", () => {
  test("follows the item's link and marks the item, as the feed does", () => {
    const onNavigate = jest.fn();
    open({ onNavigate });
    act(() =>
      feed.arrive(
        itemOf(2, {
          blocks: [text("Grace commented"), { __typename: "TextBlock", name: "action_url", text: "/docs/7" }],
        }),
      ),
    );
    fireEvent.click(screen.getByRole("link", { name: "Grace commented" }));
    expect(onNavigate).toHaveBeenCalledWith("/docs/7", expect.objectContaining({ id: "msg_2" }));
    expect(feed.callsOf("markInteracted")).toMatchObject([[{ id: "msg_2" }, { action: "open" }]]);
    expect(toasts()).toEqual([]);
    arrive(3);
    fireEvent.click(screen.getByText("did thing 3", { exact: false }));
    expect(feed.callsOf("markRead")).toMatchObject([[{ id: "msg_3" }]]);
  });

  test("is closed by its button, by Escape and by a swipe, without a change of the item", () => {
    open();
    arrive(2, 3, 4);
    fireEvent.click(screen.getAllByRole("button", { name: "Dismiss" })[0] ?? document.body);
    expect(toasts()).toHaveLength(2);
    const [card] = screen.getAllByRole("listitem");
    if (card === undefined) throw new Error("Two are left.");
    fireEvent.keyDown(card, { key: "Escape" });
    expect(toasts()).toHaveLength(1);
    const [last] = screen.getAllByRole("listitem");
    if (last === undefined) throw new Error("One is left.");
    fireEvent(last, pointer("pointerdown", 100));
    fireEvent(last, pointer("pointermove", 200));
    fireEvent(last, pointer("pointerup", 200));
    expect(toasts()).toEqual([]);
    expect(feed.calls).toEqual([]);
  });

  test("never takes the focus; a key moves the focus there and back, and closing moves it on", () => {
    open({}, <button type="button">Save</button>);
    const save = screen.getByRole("button", { name: "Save" });
    act(() => save.focus());
    arrive(2, 3);
    expect(save).toHaveFocus();
    fireEvent.keyDown(document, { key: "F8" });
    const [first, second] = screen.getAllByRole("listitem");
    expect(first).toHaveFocus();
    fireEvent.keyDown(document, { key: "F8" });
    expect(save).toHaveFocus();
    fireEvent.keyDown(document, { key: "F8" });
    fireEvent.keyDown(first ?? document.body, { key: "Escape" });
    expect(second).toHaveFocus();
    fireEvent.keyDown(second ?? document.body, { key: "Escape" });
    expect(save).toHaveFocus();
  });

  test("is announced once, also next to a bell and a feed", () => {
    open(
      {},
      <>
        <FeedBell />
        <Feed />
      </>,
    );
    arrive(2);
    wait(100);
    const said = [...document.querySelectorAll(".carillon-announcer")].map((each) => each.textContent).filter(Boolean);
    expect(said).toEqual(["1 new notification"]);
    expect(screen.getByRole("region").closest("[aria-live], [role=status], [role=alert]")).toBeNull();
  });

  test("is not shown while the popover is open, unless configured", () => {
    open({}, <FeedPopover defaultOpen />);
    arrive(2);
    expect(toasts()).toEqual([]);
    open({ showsWhileOpen: true }, <FeedPopover defaultOpen />);
    arrive(3);
    expect(toasts()).toEqual(["msg_3"]);
  });

  test("can have a custom renderer, whose errors are contained", () => {
    open({
      renderToast: (item, { close }) =>
        item.id === "msg_3" ? broken() : <button onClick={close}>Own {item.id}</button>,
    });
    arrive(2);
    fireEvent.click(screen.getByRole("button", { name: "Own msg_2" }));
    expect(toasts()).toEqual([]);
    const silence = jest.spyOn(console, "error").mockImplementation(() => undefined);
    arrive(3, 4);
    silence.mockRestore();
    expect(screen.getByRole("button", { name: "Own msg_4" })).toBeInTheDocument();
  });

  test("uses the provider's language and can be in a container, such as a shadow root", () => {
    const host = document.body.appendChild(document.createElement("div"));
    const root = host.attachShadow({ mode: "open" });
    show(<FeedToasts container={root} position="top-start" />, { language: ar }, client);
    arrive(2);
    const region = root.querySelector("section");
    expect(region).toHaveAttribute("dir", "rtl");
    expect(region).toHaveAttribute("aria-label", ar.labels.newItems(1));
    expect(region).toHaveAttribute("data-position", "top-start");
    host.remove();
  });
});

test("can be rendered by a host's test with the testing entry", async () => {
  jest.useRealTimers();
  const { arrive: add } = await renderFeed(<FeedToasts />, { items: [{ text: "Old" }] });
  await add({ text: "Linus commented" });
  expect(screen.getByRole("listitem")).toHaveTextContent("Linus commented");
});

function text(words: string): { readonly __typename: "TextBlock"; readonly name: string; readonly text: string } {
  return { __typename: "TextBlock", name: "body", text: words };
}

function broken(): never {
  throw new Error("The host's renderer is broken.");
}

/** The events of a finger; jsdom has no pointer events with coordinates. */
function pointer(type: string, clientX: number): MouseEvent {
  return new MouseEvent(type, { clientX, bubbles: true, cancelable: true });
}
