import type { FeedBlock, FeedItem } from "@carillon/client";
import type { TestItem } from "@carillon/react/testing";
import type { LanguageCode } from "../languages.js";
import { WORDS } from "./words.js";

type Actor = NonNullable<FeedItem["actors"]>[number];

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** A time so many minutes before now. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString();
}

export function person(userId: string, name: string | null, avatar: string | null = null): Actor {
  return { __typename: "User", id: `user_${userId}`, userId, name, avatar };
}

export const GRACE = person("grace", "Grace Hopper");
export const ADA = person("ada", "Ada Lovelace");
export const ALAN = person("alan", "Alan Turing");

export function html(words: string): FeedBlock {
  return { __typename: "MarkdownBlock", name: "body", html: words };
}

/** Where a click on the item leads. */
export function link(text: string): FeedBlock {
  return { __typename: "TextBlock", name: "action_url", text };
}

export function buttons(...labels: readonly string[]): FeedBlock {
  const made = labels.map((label, index) => ({ name: `button${index}`, label, action: `#${index}` }));
  return { __typename: "ButtonsBlock", name: "actions", buttons: made };
}

/** An item that came so many minutes ago. */
export function item(minutes: number, words: string, rest: Partial<FeedItem> = {}): TestItem {
  const { actors = [] } = rest;
  return {
    createdAt: ago(minutes),
    updatedAt: ago(minutes),
    blocks: [html(`<p>${words}</p>`), link("#")],
    actorCount: actors?.length ?? 0,
    ...rest,
  };
}

export const seen = (minutes: number): Partial<FeedItem> => ({ seenAt: ago(minutes) });
export const read = (minutes: number): Partial<FeedItem> => ({ seenAt: ago(minutes), readAt: ago(minutes) });

/** Five items of the usual kinds: two are new, one is seen, two are read. */
export function samples(lang: LanguageCode): readonly TestItem[] {
  const words = WORDS[lang];
  return [
    item(4, words.mention, {
      actors: [GRACE],
      blocks: [html(`<p>${words.mention}</p>`), link("#"), buttons(words.reply, words.open)],
    }),
    item(52, words.comments, { actors: [ADA, ALAN], actorCount: 5, activityCount: 7 }),
    item(5 * HOUR, words.invoice, { ...seen(30), categories: ["billing"] }),
    item(DAY + 2 * HOUR, words.invitation, { ...read(HOUR), actors: [ALAN] }),
    item(9 * DAY, words.exported, read(2 * DAY)),
  ];
}

const DEEDS = ["commented on", "mentioned you in", "shared with you", "approved", "asked for a review of"];
const THINGS = ["Launch plan", "Budget 2027", "Release notes", "Brand guide", "Roadmap", "Onboarding"];
const PEOPLE = [GRACE, ADA, ALAN, person("katherine", "Katherine Johnson"), person("barbara", "Barbara Liskov")];

/** So many items, none like the one before. The first ten are unread. */
export function many(count: number): readonly TestItem[] {
  return Array.from({ length: count }, (_, index) => {
    const actor = PEOPLE[index % PEOPLE.length] ?? GRACE;
    const words = `<strong>${actor.name}</strong> ${DEEDS[index % DEEDS.length]} <em>${THINGS[index % THINGS.length]}</em>`;
    return item(index * 23 + 2, words, { actors: [actor], ...(index < 10 ? seen(1) : read(1)) });
  });
}
