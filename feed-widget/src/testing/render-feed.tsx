import type { FeedItem } from "@carillon/client";
import { createTestClient, type TestClient, type TestItem } from "@carillon/client/testing";
import { act, render, type RenderResult } from "@testing-library/react";
import type { ReactElement } from "react";
import { feedPart } from "../late/load-feed.js";
import { announcerPart } from "../late/load-announcer.js";
import { interactionPart } from "../late/load-interaction.js";
import { popoverPart } from "../late/load-popover.js";
import { TestFeedProvider, type TestFeedProviderProps } from "./test-feed-provider.js";

export type RenderFeedOptions = Omit<TestFeedProviderProps, "test" | "children">;

/** The result of Testing Library's `render`, with the feed behind it. */
export interface RenderedFeed extends RenderResult, TestClient {
  /** Adds an item, live, and waits until it is shown. */
  arrive(item?: TestItem): Promise<FeedItem>;
}

/**
 * Renders parts over an in-memory feed, with Testing Library. Resolves when the first page and the lazy chunks are
 * loaded, so that a popover shows its feed as soon as it is opened.
 * @example
 * const { feed, arrive } = await renderFeed(<Feed />, { items: [{ text: "Grace commented" }] });
 * await arrive({ text: "Linus commented" });
 * expect(screen.getAllByRole("article")).toHaveLength(2);
 */
export async function renderFeed(ui: ReactElement, options: RenderFeedOptions = {}): Promise<RenderedFeed> {
  const { items, userId, preferences, ...props } = options;
  const test = createTestClient({ items, userId, preferences });
  await Promise.all([announcerPart, feedPart, interactionPart, popoverPart].map((part) => part.load()));
  const wrapper = ({ children }: Pick<TestFeedProviderProps, "children">): ReactElement => (
    <TestFeedProvider {...props} test={test}>
      {children}
    </TestFeedProvider>
  );
  const rendered = render(ui, { wrapper });
  await settle();
  const arrive = async (item?: TestItem): Promise<FeedItem> => {
    const added = test.feed.add(item);
    await settle();
    return added;
  };
  return { ...rendered, ...test, arrive };
}

/** Chunks, pages and live changes resolve in tasks of the event loop. */
const TURNS = 5;

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve, 0)));
}
