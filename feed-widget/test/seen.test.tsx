import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { act, cleanup } from "@testing-library/react";
import { Feed } from "../src/index.js";
import { createFakeClient, type FakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

/** The visible elements, controlled by the test. */
class FakeSight {
  static readonly all = new Set<FakeSight>();
  private readonly watched = new Set<Element>();

  constructor(private readonly callback: IntersectionObserverCallback) {
    FakeSight.all.add(this);
  }

  observe(element: Element): void {
    this.watched.add(element);
  }
  unobserve(element: Element): void {
    this.watched.delete(element);
  }
  disconnect(): void {
    FakeSight.all.delete(this);
  }

  static set(id: string, ratio: number): void {
    for (const sight of FakeSight.all) {
      for (const target of sight.watched) {
        if (target.getAttribute("data-carillon-item") !== id) continue;
        const rect = { height: 100 * ratio };
        const entry = {
          target,
          isIntersecting: ratio > 0,
          intersectionRatio: ratio,
          intersectionRect: rect,
          rootBounds: null,
        };
        sight.callback([entry as unknown as IntersectionObserverEntry], sight as unknown as IntersectionObserver);
      }
    }
  }
}

let client: FakeClient;
beforeEach(() => {
  jest.useFakeTimers();
  Object.assign(globalThis, { IntersectionObserver: FakeSight });
  client = createFakeClient();
  client.handle().show({ items: [itemOf(3), itemOf(2), itemOf(1)] });
});
afterEach(() => {
  cleanup();
  Reflect.deleteProperty(globalThis, "IntersectionObserver");
  jest.useRealTimers();
});

const seen = (): unknown => client.handle().callsOf("markSeen").flat();
const wait = (ms: number): void => act(() => void jest.advanceTimersByTime(ms));

test("E-12: items that were visible for a second are marked as seen, together, and no others", () => {
  show(<Feed />, {}, client);
  FakeSight.set("msg_3", 1);
  FakeSight.set("msg_2", 0.6);
  FakeSight.set("msg_1", 0.2);
  wait(900);
  expect(seen()).toEqual([]);
  wait(500);
  expect(seen()).toEqual([["msg_3", "msg_2"]]);
  expect(client.handle().callsOf("markAll")).toEqual([]);
});

test("E-12: items that were scrolled past, or opened and closed at once, are not seen", () => {
  const { unmount } = show(<Feed />, {}, client);
  FakeSight.set("msg_3", 1);
  wait(500);
  FakeSight.set("msg_3", 0);
  FakeSight.set("msg_2", 1);
  wait(600);
  unmount();
  wait(5_000);
  expect(seen()).toEqual([]);
});

test("E-12: a hidden page marks nothing as seen until it is visible", () => {
  const hidden = jest.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  show(<Feed />, {}, client);
  FakeSight.set("msg_3", 1);
  wait(5_000);
  expect(seen()).toEqual([]);
  hidden.mockReturnValue("visible");
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  wait(1_500);
  expect(seen()).toEqual([["msg_3"]]);
  hidden.mockRestore();
});

test("E-12: `marksSeen={false}` leaves it to the application, and seen items are not marked again", () => {
  show(<Feed marksSeen={false} />, {}, client);
  FakeSight.set("msg_3", 1);
  wait(5_000);
  expect(seen()).toEqual([]);
  cleanup();
  client.handle().show({ items: [itemOf(3, { seenAt: "2026-11-23T10:00:00.000Z" })] });
  show(<Feed />, {}, client);
  FakeSight.set("msg_3", 1);
  wait(5_000);
  expect(seen()).toEqual([]);
});
