import type { FeedItem } from "@carillon/client";
import { capital } from "../capital.js";
import { dayNumber } from "../day-number.js";
import type { FeedLabels } from "../labels.js";

/**
 * The heading above each item that starts a group: today, yesterday, this week, older; by the user's calendar. None
 * if the current time is unknown, as on a server.
 */
export function dateGroups(
  items: readonly FeedItem[],
  nowMs: number | null,
  { labels, locale }: { readonly labels: FeedLabels; readonly locale: string | undefined },
): ReadonlyMap<string, string> {
  const heads = new Map<string, string>();
  if (nowMs === null) return heads;
  const day = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const names = [
    capital(day.format(0, "day"), locale),
    capital(day.format(-1, "day"), locale),
    labels.thisWeek,
    labels.older,
  ];
  const weekStart = startOfWeek(new Date(nowMs), locale);
  let before = -1;
  for (const item of items) {
    const group = groupOf(new Date(item.createdAt), new Date(nowMs), weekStart);
    // A snoozed item that returned is higher in the list than its date: groups only get older downwards, and none is
    // repeated.
    if (group <= before) continue;
    before = group;
    heads.set(item.id, names[group] ?? "");
  }
  return heads;
}

function groupOf(at: Date, now: Date, weekStart: number): number {
  const days = dayNumber(now) - dayNumber(at);
  if (days <= 0) return 0;
  if (days === 1) return 1;
  return dayNumber(at) >= weekStart ? 2 : 3;
}

/** The first day of this week in the locale; Monday if the platform does not know. */
function startOfWeek(now: Date, locale: string | undefined): number {
  const { firstDay } = weekInfo(locale);
  return dayNumber(now) - ((now.getDay() - (firstDay % 7) + 7) % 7);
}

function weekInfo(locale: string | undefined): { readonly firstDay: number } {
  try {
    const known = new Intl.Locale(locale ?? new Intl.DateTimeFormat().resolvedOptions().locale) as Intl.Locale & {
      getWeekInfo?: () => { readonly firstDay: number };
    };
    return known.getWeekInfo?.() ?? { firstDay: 1 };
  } catch {
    return { firstDay: 1 };
  }
}
