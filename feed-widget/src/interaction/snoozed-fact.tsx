"use client";
import type { ReactElement } from "react";
import { useFeedContext } from "../provider/context.js";
import { untilWords } from "./until-words.js";

/** When a snoozed item returns. */
export function SnoozedFact({ until, nowMs }: { readonly until: string; readonly nowMs: number }): ReactElement {
  const { labels, locale } = useFeedContext();
  return <span>{labels.snoozedUntil(untilWords(until, new Date(nowMs), locale))}</span>;
}
