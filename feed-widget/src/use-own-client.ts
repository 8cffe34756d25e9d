import { type BrowserClient, type BrowserClientOptions, createClient } from "@carillon/client";
import { useEffect, useMemo, useRef } from "react";

/** Makes a client for as long as the same person is shown at the same place, and closes it afterwards. */
export function useOwnClient(given: BrowserClient | null, options: BrowserClientOptions | null): BrowserClient {
  const latest = useRef(options);
  latest.current = options;
  const who = options && [options.endpoint, options.publicKey, options.userId ?? "", typeof options.userToken];
  const key = given ? null : JSON.stringify(who);

  const client = useMemo(() => given ?? makeClient(() => latest.current), [given, key]);

  const closing = useRef(new Map<BrowserClient, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    if (given !== null) return;
    const pending = closing.current;
    clearTimeout(pending.get(client));
    // Not at once: StrictMode lets go of everything and takes it up again in the same breath.
    return () =>
      void pending.set(
        client,
        setTimeout(() => client.close(), 0),
      );
  }, [given, client]);
  return client;
}

function makeClient(latest: () => BrowserClientOptions | null): BrowserClient {
  const options = latest();
  if (options === null) throw new Error("A <FeedProvider> needs a `client`, or `endpoint` and `publicKey`.");
  const { userToken } = options;
  if (typeof userToken !== "function") return createClient(options);
  // A function made anew at each render stays one provider: always the latest one is asked.
  return createClient({
    ...options,
    userToken: (context) => {
      const provider = latest()?.userToken;
      return typeof provider === "function" ? provider(context) : (provider ?? "");
    },
  });
}
