import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import type { ReactElement } from "react";
import {
  TitleBadge,
  type ArrivalSoundOptions,
  type DesktopNotificationOptions,
  useAppBadge,
  useArrivalSound,
  useDesktopNotifications,
  useFaviconBadge,
} from "../src/attention/index.js";
import { sayWhenVisible } from "../src/attention/one-tab.js";
import { createFakeClient, type FakeClient, type FakeHandle, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

let client: FakeClient;
let feed: FakeHandle;
beforeEach(() => {
  client = createFakeClient();
  feed = client.handle();
  document.title = "Inbox";
});
afterEach(() => {
  setVisible(true);
  jest.restoreAllMocks();
});

function setVisible(isVisible: boolean): void {
  Object.defineProperty(document, "visibilityState", { value: isVisible ? "visible" : "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

const READ = { seenAt: "2026-01-01T00:00:00.000Z", readAt: "2026-01-01T00:00:00.000Z" };

describe("the title", () => {
  test("shows the number of unseen or unread items, and is restored at zero and after unmounting", () => {
    feed.show({ items: [itemOf(3), itemOf(2, { seenAt: READ.seenAt }), itemOf(1, READ)] });
    const { unmount } = show(<TitleBadge />, {}, client);
    expect(document.title).toBe("(1) Inbox");
    unmount();
    expect(document.title).toBe("Inbox");
    const again = show(<TitleBadge count="unread" />, {}, client);
    expect(document.title).toBe("(2) Inbox");
    act(() => feed.show({ items: [itemOf(1, READ)] }));
    expect(document.title).toBe("Inbox");
    act(() => feed.show({ counts: { total: 200, unread: 150, unseen: 0 } }));
    expect(document.title).toBe("(99+) Inbox");
    again.unmount();
    expect(document.title).toBe("Inbox");
  });

  test("keeps its number when the page changes its title, even by reading it first", async () => {
    feed.show({ items: [itemOf(1)] });
    const { unmount } = show(<TitleBadge />, {}, client);
    document.title = "Settings";
    await waitFor(() => expect(document.title).toBe("(1) Settings"));
    document.title = `${document.title} · Carillon`;
    await waitFor(() => expect(document.title).toBe("(1) Settings · Carillon"));
    act(() => feed.arrive(itemOf(2)));
    expect(document.title).toBe("(2) Settings · Carillon");
    unmount();
    expect(document.title).toBe("Settings · Carillon");
  });

  test("has a custom prefix of the host, and none when it is switched off", () => {
    feed.show({ items: [itemOf(1)] });
    show(<TitleBadge prefix={(words) => `● ${words} `} />, {}, client);
    expect(document.title).toBe("● 1 Inbox");
    show(<TitleBadge isEnabled={false} />, {}, client);
    expect(document.title).toBe("Inbox");
  });
});

test("an icon that cannot be drawn is not changed", async () => {
  document.head.innerHTML = '<link rel="icon" href="/own.png">';
  jest.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  feed.show({ items: [itemOf(1)] });
  const Icon = (): null => (useFaviconBadge(), null);
  show(<Icon />, {}, client);
  await act(() => Promise.resolve());
  expect(document.head.innerHTML).toBe('<link rel="icon" href="/own.png">');
});

test("the icon of an installed app gets the number, and loses it", () => {
  const badges: (number | null)[] = [];
  Object.assign(navigator, {
    setAppBadge: (count: number) => Promise.resolve(void badges.push(count)),
    clearAppBadge: () => Promise.resolve(void badges.push(null)),
  });
  feed.show({ items: [itemOf(1)] });
  const App = (): null => (useAppBadge(), null);
  const { unmount } = show(<App />, {}, client);
  expect(badges.at(-1)).toBe(1);
  unmount();
  expect(badges.at(-1)).toBeNull();
  Reflect.deleteProperty(navigator, "setAppBadge");
});

describe("the sound", () => {
  let played: string[];
  beforeEach(() => {
    played = [];
    Object.assign(globalThis, {
      Audio: class {
        volume = 1;
        constructor(readonly src: string) {}
        play(): Promise<void> {
          played.push(`${this.src} ${this.volume}`);
          return Promise.resolve();
        }
      },
    });
  });

  function Sound(options: ArrivalSoundOptions): ReactElement {
    const { isReady, play } = useArrivalSound({ src: "/ding.mp3", ...options });
    return <button onClick={() => void play()}>{isReady ? "ready" : "locked"}</button>;
  }
  const arrive = (id: number): Promise<void> => act(async () => (feed.arrive(itemOf(id)), await Promise.resolve()));

  test("plays for arrivals once the user has interacted with the page, at most once in five seconds", async () => {
    jest.useFakeTimers();
    show(<Sound />, {}, client);
    await arrive(1);
    expect(screen.getByText("locked")).toBeInTheDocument();
    fireEvent.keyDown(window, { key: "a" });
    await arrive(2);
    expect(played).toEqual(["/ding.mp3 0.5"]);
    await arrive(3);
    expect(played).toHaveLength(1);
    jest.advanceTimersByTime(5_000);
    await arrive(4);
    expect(played).toHaveLength(2);
    act(() => feed.reload(itemOf(5)));
    jest.advanceTimersByTime(5_000);
    await act(() => Promise.resolve());
    expect(played).toHaveLength(2);
    jest.useRealTimers();
  });

  test("is silent when muted and in all tabs but one, and can be tested", async () => {
    show(<Sound isMuted volume={0.2} />, {}, client);
    fireEvent.pointerUp(window);
    await arrive(1);
    expect(played).toEqual([]);
    await act(async () => (fireEvent.click(screen.getByRole("button")), await Promise.resolve()));
    expect(played).toEqual(["/ding.mp3 0.2"]);
    Object.defineProperty(navigator, "locks", {
      value: { request: (_name: string, _how: object, run: (lock: null) => void) => Promise.resolve(run(null)) },
      configurable: true,
    });
    show(<Sound />, {}, client);
    fireEvent.pointerUp(window);
    await arrive(2);
    expect(played).toHaveLength(1);
    Reflect.deleteProperty(navigator, "locks");
  });
});

describe("desktop notifications", () => {
  interface Made {
    readonly title: string;
    readonly options: NotificationOptions;
    onclick: () => void;
    isClosed: boolean;
  }
  let made: Made[];
  let asked: number;
  beforeEach(() => {
    made = [];
    asked = 0;
    class Fake {
      static permission = "default";
      static requestPermission(): Promise<string> {
        asked += 1;
        Fake.permission = "granted";
        return Promise.resolve("granted");
      }
      onclick = (): void => undefined;
      isClosed = false;
      constructor(
        readonly title: string,
        readonly options: NotificationOptions,
      ) {
        made.push(this);
      }
      close(): void {
        this.isClosed = true;
      }
    }
    Object.assign(globalThis, { Notification: Fake });
  });
  afterEach(() => void Reflect.deleteProperty(globalThis, "Notification"));

  function Desktop(options: DesktopNotificationOptions): ReactElement {
    const { permission, ask } = useDesktopNotifications(options);
    return <button onClick={() => void ask()}>{permission}</button>;
  }
  const allow = (): Promise<void> =>
    act(async () => (fireEvent.click(screen.getByRole("button")), await Promise.resolve()));
  const arrive = (...ids: number[]): Promise<void> =>
    act(async () => {
      feed.arrive(...ids.map((id) => itemOf(id, { blocks: [...itemOf(id).blocks, urlBlock] })));
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    });
  const urlBlock = { __typename: "TextBlock", name: "action_url", text: "/docs/7" } as const;

  test("are requested on a click only, and shown while no tab is visible", async () => {
    const onNavigate = jest.fn();
    jest.spyOn(window, "focus").mockImplementation(() => undefined);
    show(<Desktop onNavigate={onNavigate} />, {}, client);
    expect(asked).toBe(0);
    await allow();
    expect(screen.getByText("granted")).toBeInTheDocument();
    await arrive(1);
    expect(made).toEqual([]);
    setVisible(false);
    await arrive(2);
    expect(made).toMatchObject([{ title: "Grace Hopper", options: { body: "Grace did thing 2", tag: "msg_2" } }]);
    made[0]?.onclick();
    expect(window.focus).toHaveBeenCalled();
    expect(onNavigate).toHaveBeenCalledWith("/docs/7", expect.objectContaining({ id: "msg_2" }));
    expect(feed.callsOf("markInteracted")).toMatchObject([[{ id: "msg_2" }, { action: "open" }]]);
    expect(made[0]?.isClosed).toBe(true);
  });

  test("are combined when there are many, and close when their item is read", async () => {
    show(<Desktop />, {}, client);
    await allow();
    setVisible(false);
    await arrive(1);
    act(() => feed.show({ items: [itemOf(1, READ)] }));
    expect(made[0]?.isClosed).toBe(true);
    await arrive(2, 3, 4, 5);
    expect(made.slice(1)).toMatchObject([{ title: "4 new notifications", options: { tag: "carillon" } }]);
  });

  test("are not shown if another tab is visible or shows them, if they are switched off, or if unsupported", async () => {
    const locks = {
      request: (_name: string, ...rest: ((lock: object | null) => unknown)[]) => Promise.resolve(rest.at(-1)?.(null)),
      query: () => Promise.resolve({ held: [{ name: "carillon-visible-1" }] }),
    };
    Object.defineProperty(navigator, "locks", { value: locks, configurable: true });
    show(<Desktop />, {}, client);
    await allow();
    setVisible(false);
    await arrive(1);
    locks.query = () => Promise.resolve({ held: [] });
    await arrive(2);
    Reflect.deleteProperty(navigator, "locks");
    show(<Desktop isEnabled={false} />, {}, client);
    await arrive(3);
    expect(made).toEqual([]);
    Reflect.deleteProperty(globalThis, "Notification");
    show(<Desktop />, {}, client);
    expect(screen.getByText("unsupported")).toBeInTheDocument();
  });

  test("are not blocked by a part that unmounted before its lock was granted", async () => {
    let grant = (): unknown => undefined;
    const request = (_name: string, _how: object, run: (lock: object) => unknown): Promise<void> => {
      grant = () => run({});
      return Promise.resolve();
    };
    Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
    sayWhenVisible()();
    let isHeld = true;
    void Promise.resolve(grant()).then(() => (isHeld = false));
    await waitFor(() => expect(isHeld).toBe(false));
    Reflect.deleteProperty(navigator, "locks");
  });
});
