"use client";
import type { BrowserClient } from "@carillon/client";
import { useSyncExternalStore } from "react";

const numbers = new WeakMap<BrowserClient, number>();
let count = 0;

/** A different text for each client, and for each user of a client. */
export function usePersonKey(client: BrowserClient): string {
  const read = (): number => client.person.getSnapshot().switchCount;
  const switchCount = useSyncExternalStore(client.person.subscribe, read, read);
  return `${numberOf(client)}.${switchCount}`;
}

function numberOf(client: BrowserClient): number {
  const known = numbers.get(client);
  if (known !== undefined) return known;
  count += 1;
  numbers.set(client, count);
  return count;
}
