import type { BrowserClient, FeedOptions } from "@carillon/client";
import { createContext, useContext } from "react";
import type { FeedLabels } from "./labels.js";

/** `auto` follows the device. */
export type FeedTheme = "auto" | "light" | "dark";

export interface FeedContextValue {
  readonly client: BrowserClient;
  readonly feed: FeedOptions;
  readonly labels: FeedLabels;
  readonly theme: FeedTheme;
  readonly locale: string | undefined;
  readonly dir: "ltr" | "rtl" | undefined;
}

export const FeedContext = createContext<FeedContextValue | null>(null);

export function useFeedContext(): FeedContextValue {
  const value = useContext(FeedContext);
  if (value === null) throw new Error("Put a <FeedProvider> around what shows a feed.");
  return value;
}
