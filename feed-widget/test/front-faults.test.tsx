import { afterEach, expect, jest, test } from "@jest/globals";
import { act, fireEvent, screen } from "@testing-library/react";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type ReactElement, useState } from "react";
import { Feed, FeedPopover, FeedProvider } from "../src/index.js";
import { createFakeClient, itemOf } from "./support/fake-client.js";
import { show } from "./support/show.js";

afterEach(() => void jest.useRealTimers());

const styles = readFileSync(path.join(import.meta.dirname, "../src/styles.css"), "utf8");

test("E-18: with labels that are new at each render each arrival is announced, and the text is removed", () => {
  jest.useFakeTimers();
  const client = createFakeClient();
  const feed = client.handle();
  let renderAgain = (): void => undefined;
  function Page(): ReactElement {
    const [count, setCount] = useState(0);
    renderAgain = () => setCount(count + 1);
    return (
      <FeedProvider client={client} labels={{ newItems: (arrived) => `${arrived} arrived` }}>
        <Feed />
      </FeedProvider>
    );
  }
  show(<Page />, {}, client);
  const said: string[] = [];
  const look = (): void => void said.push(document.querySelector(".carillon-announcer")?.textContent ?? "");
  for (let n = 1; n <= 4; n += 1) {
    act(() => feed.arrive(itemOf(n)));
    for (let second = 0; second < 12; second += 1) {
      act(() => renderAgain());
      act(() => void jest.advanceTimersByTime(1000));
      if (second === 0) look();
    }
    look();
  }
  expect(said).toEqual(["1 arrived", "", "1 arrived", "", "1 arrived", "", "1 arrived", ""]);
});

test("E-38: the buttons of the header are in the document in their visual order", () => {
  show(<FeedPopover defaultOpen />, {}, createFakeClient());
  const names = [...document.querySelectorAll(".carillon-head button")].map((each) => each.getAttribute("aria-label"));
  expect(names).toEqual(["More lists", "Mark all as read", "Close"]);
  expect(styles).not.toMatch(/[\s{;]order:/);
});

test("E-39: the dots between the facts of an item are not read out", () => {
  const client = createFakeClient();
  client.handle().show({ items: [itemOf(1, { activityCount: 3 })] });
  show(<Feed />, {}, client);
  const described = screen.getByRole("article").getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(described)?.textContent).not.toContain("·");
  // Generated text would be read out. An empty one is drawn as a dot.
  expect(styles.match(/content: "[^"]+"/g)).toBeNull();
});

test("E-40: a reverted mark is announced for ten seconds, also offline, until it is dismissed", async () => {
  jest.useFakeTimers();
  const client = createFakeClient();
  const feed = client.handle();
  feed.show({ items: [itemOf(1)] });
  feed.outcome = () => Promise.reject(Object.assign(new Error("No."), { code: "FORBIDDEN" }));
  show(<Feed />, {}, client);
  const words = "That could not be saved and was taken back.";
  const archive = async (): Promise<void> => {
    fireEvent.click(screen.getByRole("button", { name: "Archive" }));
    await act(() => Promise.resolve());
  };
  await archive();
  act(() => client.line.set({ status: "offline", error: null, retryAtMs: null }));
  expect(screen.getByText(words)).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  act(() => void jest.advanceTimersByTime(10_000));
  expect(screen.queryByText(words)).toBeNull();
  await archive();
  fireEvent.pointerEnter(screen.getByText(words));
  act(() => void jest.advanceTimersByTime(60_000));
  expect(screen.getByText(words)).toBeInTheDocument();
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText(words)).toBeNull();
});
