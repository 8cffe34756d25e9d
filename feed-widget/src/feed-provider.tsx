import type { BrowserClient, BrowserClientOptions, FeedOptions } from "@carillon/client";
import { type ReactElement, type ReactNode, useMemo } from "react";
import { FeedContext, type FeedContextValue, type FeedTheme } from "./context.js";
import { englishLabels, type FeedLabels } from "./labels.js";
import { useOwnClient } from "./use-own-client.js";

interface CommonProps {
  /** Which feed the parts inside show; left out, the person's own in the default in-app channel. @example `{ tenantId: "acme" }` */
  readonly feed?: FeedOptions;
  /** Words in place of the English ones; give those that differ. @example `{ title: "Mitteilungen" }` */
  readonly labels?: Partial<FeedLabels>;
  /** Colours; `auto` (the default) follows the device. */
  readonly theme?: FeedTheme;
  /** BCP 47 language of times and numbers; the browser's by default. @example `"de-AT"` */
  readonly locale?: string;
  /** Writing direction; the page's by default. */
  readonly dir?: "ltr" | "rtl";
  readonly children?: ReactNode;
}

/** A client that you made and close yourself. */
interface WithClient extends CommonProps {
  readonly client: BrowserClient;
}

/** What a client is made of; it is made once per person and closed with the provider. */
interface WithOptions extends CommonProps, BrowserClientOptions {
  readonly client?: undefined;
}

export type FeedProviderProps = WithClient | WithOptions;

/**
 * Connects the parts inside it to one person's feed. Several parts share one socket and one copy of the items.
 *
 * @example
 * <FeedProvider endpoint="https://notify.example.com/graphql" publicKey="pk_…" userToken={fetchToken}>
 *   <FeedPopover />
 * </FeedProvider>
 */
export function FeedProvider(props: FeedProviderProps): ReactElement {
  const { feed, labels, theme = "auto", locale, dir, children } = props;
  const client = useOwnClient(props.client ?? null, props.client ? null : clientOptions(props));
  const value = useMemo<FeedContextValue>(
    () => ({ client, feed: feed ?? {}, labels: { ...englishLabels, ...labels }, theme, locale, dir }),
    [client, feed, labels, theme, locale, dir],
  );
  return <FeedContext.Provider value={value}>{children}</FeedContext.Provider>;
}

function clientOptions({
  feed: _,
  labels,
  theme,
  locale,
  dir,
  children,
  client,
  ...options
}: WithOptions): BrowserClientOptions {
  return options;
}
