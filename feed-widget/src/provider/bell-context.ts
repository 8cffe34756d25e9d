"use client";
import type { BrowserClient, CarillonErrorLike, FeedOptions } from "@carillon/client";
import { createContext, useContext } from "react";
import type { BellLabels } from "../bell-labels.js";
import type { FeedLanguage } from "../locales/language.js";
import type { GivenLabels } from "./safe-labels.js";

/** `auto` follows the device. */
export type FeedTheme = "auto" | "light" | "dark";

/** What the provider says to all parts. */
export interface FeedCore {
  readonly client: BrowserClient;
  /** Changes with the person: what a part remembers of one list is of no use for another person's. */
  readonly personKey: string;
  readonly feed: FeedOptions;
  /** The language that the provider was given; null for English. */
  readonly language: FeedLanguage | null;
  readonly theme: FeedTheme;
  /** A locale that `Intl` takes; undefined for the browser's own. */
  readonly locale: string | undefined;
  readonly dir: "ltr" | "rtl" | undefined;
  /** Schemes of URLs that may be followed, besides http, https, mailto and tel. */
  readonly linkSchemes: readonly string[];
  /** Tells the host of an error, once each. */
  reportError(error: CarillonErrorLike): void;
}

/** The core with the words of the bell, and what the others are made of when a feed is opened. */
export interface FeedBellContext extends FeedCore {
  readonly bellLabels: BellLabels;
  readonly given: GivenLabels;
}

export const FeedContext = createContext<FeedBellContext | null>(null);

/** For parts that are there before a feed is opened: they must not bring all the words along. */
export function useBellContext(): FeedBellContext {
  const value = useContext(FeedContext);
  if (value === null) throw new Error("Put a <FeedProvider> around what shows a feed.");
  return value;
}
