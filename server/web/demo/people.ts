/** Whom the development environment begins with. */
export const PEOPLE = [
  { userId: "ada", name: "Ada Lovelace" },
  { userId: "grace", name: "Grace Hopper" },
  { userId: "linus", name: "Linus Torvalds" },
] as const;

export type UserId = (typeof PEOPLE)[number]["userId"];

/** Whose windows are shown. */
export const WATCHED = PEOPLE.slice(0, 2);

export const DOCUMENTS = [
  {
    documentId: "launch-plan",
    title: "Launch plan",
    text: "We open the beta on Monday at nine. Pricing is still a question mark: see the comments below before you send anything to customers.",
  },
  {
    documentId: "engine-notes",
    title: "Notes on the engine",
    text: "A run is a small program that asks for things and is told what came of it. Nothing in here looks at a clock, which is why we can replay it.",
  },
] as const;

export type DocumentId = (typeof DOCUMENTS)[number]["documentId"];

/** The document that the URL of an item names: `?document=<id>`, and `documents/<id>` in items of earlier releases. */
export function documentIn(url: string): DocumentId | null {
  const id = /(?:\?document=|documents\/)([\w-]+)$/.exec(url)?.[1];
  return DOCUMENTS.find(({ documentId }) => documentId === id)?.documentId ?? null;
}

export const nameOf = (userId: string): string => PEOPLE.find((person) => person.userId === userId)?.name ?? userId;
export const firstNameOf = (userId: string): string => nameOf(userId).split(" ")[0] ?? userId;
export const titleOf = (documentId: string): string =>
  DOCUMENTS.find((document) => document.documentId === documentId)?.title ?? documentId;
