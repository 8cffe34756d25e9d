"use client";
import type { BrowserClient, CarillonErrorLike, FeedOptions } from "@carillon/client";
import { createContext, useContext } from "react";
import type { BellLabels } from "../bell-labels.js";
import type { FeedLanguage } from "../locales/language.js";
import type { GivenLabels } from "./safe-labels.js";

/** `auto` follows the device. */
export type FeedTheme = "auto" | "light" | "dark";

/** The provider's values for all parts. */
export interface FeedCore {
  readonly client: BrowserClient;
  /** Changes with the user, because a part's state belongs to one user's list. */
  readonly personKey: string;
  readonly feed: FeedOptions;
  /** The provider's language; null for English. */
  readonly language: FeedLanguage | null;
  readonly theme: FeedTheme;
  /** A locale that `Intl` accepts; undefined for the browser's own. */
  readonly locale: string | undefined;
  readonly dir: "ltr" | "rtl" | undefined;
  /** Additional URL schemes that may be followed. */
  readonly linkSchemes: readonly string[];
  /** Reports an error to the host once. */
  reportError(error: CarillonErrorLike): void;
}

/** The core with the bell's texts, and the inputs for the others, which are built when a feed is opened. */
export interface FeedBellContext extends FeedCore {
  readonly bellLabels: BellLabels;
  readonly given: GivenLabels;
}

export const FeedContext = createContext<FeedBellContext | null>(null);

/** For parts that are there before a feed is opened: they must not load all texts. */
export function useBellContext(): FeedBellContext {
  const value = useContext(FeedContext);
  if (value === null) throw new Error("Put a <FeedProvider> around what shows a feed.");
  return value;
}
