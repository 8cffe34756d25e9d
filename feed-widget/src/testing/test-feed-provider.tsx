"use client";
import { createTestClient, type TestClient, type TestClientOptions } from "@carillon/client/testing";
import { type ReactElement, useEffect, useState } from "react";
import { FeedProvider, type FeedProviderProps } from "../provider/feed-provider.js";

type ProviderProps = Pick<
  FeedProviderProps,
  "feed" | "language" | "labels" | "theme" | "locale" | "dir" | "linkSchemes" | "onError" | "children"
>;

export interface TestFeedProviderProps extends ProviderProps, TestClientOptions {
  /** What `createTestClient` made, to be kept at hand; one is made of `items` if left out. */
  readonly test?: TestClient;
}

/**
 * A `<FeedProvider>` whose server is a feed in memory: the parts inside work as in production, without a network.
 *
 * @example
 * <TestFeedProvider items={[{ text: "Grace commented" }]}>
 *   <FeedPopover />
 * </TestFeedProvider>
 */
export function TestFeedProvider({ test, items, userId, preferences, ...props }: TestFeedProviderProps): ReactElement {
  const [{ client }] = useState(() => test ?? createTestClient({ items, userId, preferences }));
  useEffect(() => {
    shown.add(client);
    return () => {
      shown.delete(client);
      // StrictMode takes effects back once and makes them again.
      setTimeout(() => shown.has(client) || client.close(), 0);
    };
  }, [client]);
  return <FeedProvider {...props} client={client} />;
}

const shown = new Set<TestClient["client"]>();
