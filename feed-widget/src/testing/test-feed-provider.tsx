"use client";
import { createTestClient, type TestClient, type TestClientOptions } from "@carillon/client/testing";
import { type ReactElement, useEffect, useState } from "react";
import { FeedProvider, type FeedProviderProps } from "../provider/feed-provider.js";

type ProviderProps = Pick<
  FeedProviderProps,
  "feed" | "language" | "labels" | "theme" | "locale" | "dir" | "linkSchemes" | "onError" | "children"
>;

export interface TestFeedProviderProps extends ProviderProps, TestClientOptions {
  /** The result of `createTestClient`, if the test needs it. By default, one is created from `items`. */
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
      // StrictMode runs effects, cleans them up and runs them again.
      setTimeout(() => shown.has(client) || client.close(), 0);
    };
  }, [client]);
  return <FeedProvider {...props} client={client} />;
}

const shown = new Set<TestClient["client"]>();
