"use client";
import type { BrowserClient, BrowserClientOptions } from "@carillon/client";
import { useEffect, useMemo, useRef } from "react";
import { useLatest } from "../feed/use-latest.js";
import { clientKey, latestProvider, makeClient } from "./own-client.js";
import type { PersonWatch } from "./person-watch.js";

/**
 * A client for the user of the options. Another user gets another client, and the former client is closed with all
 * its data. While nothing is mounted, or React has hidden it, feeds release themselves; the client stays, so that it
 * can be shown again.
 */
export function useOwnClient(given: BrowserClient | null, options: BrowserClientOptions | null): BrowserClient {
  const latest = useLatest(options);
  const key = options && typeof options.endpoint === "string" ? clientKey(options) : null;
  const own = useMemo(() => (given === null ? makeClient(latest.current, latest) : null), [given === null, key]);

  const shown = useRef<BrowserClient | null>(null);
  useEffect(() => {
    if (shown.current !== own) shown.current?.close();
    shown.current = own;
  }, [own]);
  useRenewedToken(own, options);
  usePersonWatch(own, options);
  // One of the two always exists.
  return given ?? own ?? makeClient(null, latest);
}

/** A changed string is a renewed token of the same user: another user's would have created another client. */
function useRenewedToken(client: BrowserClient | null, options: BrowserClientOptions | null): void {
  const userToken = options?.userToken ?? null;
  const isFunction = typeof userToken === "function";
  const latest = useLatest(options);
  const taken = useRef<[BrowserClient | null, unknown]>([null, null]);
  const wanted = isFunction ? "function" : userToken;
  useEffect(() => {
    const [by, token] = taken.current;
    taken.current = [client, wanted];
    // The client was created with it.
    if (client === null || by !== client || token === wanted || wanted === null) return;
    client.setUserToken(isFunction ? latestProvider(() => latest.current) : wanted);
  }, [client, wanted, isFunction]);
}

/** Loaded later, because it is needed only after a second render. */
function usePersonWatch(client: BrowserClient | null, options: BrowserClientOptions | null): void {
  const isNeeded = typeof options?.userToken === "function" && options.person == null;
  const watch = useRef<PersonWatch | null>(null);
  const wasHinted = useRef(false);
  const rendered = useRef<BrowserClient | null>(null);
  const hint = (): void => {
    wasHinted.current = true;
    watch.current?.hint();
  };
  useEffect(() => {
    if (rendered.current === client) hint();
    rendered.current = client;
  });
  useEffect(() => {
    if (client === null || !isNeeded) return;
    let isOver = false;
    wasHinted.current = false;
    document.addEventListener("visibilitychange", hint);
    void loadWatch().then((made) => {
      if (made === null || isOver) return;
      watch.current = new made.PersonWatch(client);
      if (wasHinted.current) watch.current.hint();
    });
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", hint);
      watch.current?.stop();
      watch.current = null;
    };
  }, [client, isNeeded]);
}

/** Null if the chunk cannot be loaded; then a new person is detected when the token expires. */
const loadWatch = () => import("./person-watch.js").catch(() => null);
