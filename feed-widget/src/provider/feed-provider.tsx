"use client";
import type { BrowserClient, BrowserClientOptions, CarillonErrorLike, FeedOptions } from "@carillon/client";
import { type ReactElement, type ReactNode, useMemo, useRef } from "react";
import { englishBellLabels } from "../bell-labels.js";
import type { FeedLabels } from "../labels.js";
import type { FeedLanguage } from "../locales/language.js";
import { type FeedBellContext, FeedContext, type FeedTheme } from "./bell-context.js";
import { nearestLocale } from "./nearest-locale.js";
import { areSameLabels, type GivenLabels, safeLabels } from "./safe-labels.js";
import { useErrorReport } from "./use-error-report.js";
import { useOwnClient } from "./use-own-client.js";
import { usePersonKey } from "./use-person-key.js";

interface CommonProps {
  /** Which feed the parts inside show; left out, the person's own in the default in-app channel. @example `{ tenantId: "acme" }` */
  readonly feed?: FeedOptions | null;
  /**
   * Words, `locale` and `dir` of one of the languages that come with the widget; English by default.
   * @example `import { de } from "@carillon/react/locales/de"`
   */
  readonly language?: FeedLanguage | null;
  /** Words in place of those of the language; give those that differ. @example `{ title: "Inbox" }` */
  readonly labels?: Partial<FeedLabels> | null;
  /** Colours; `auto` (the default) follows the device. */
  readonly theme?: FeedTheme;
  /** Language of times and numbers, the nearest there is; that of `language`, else the browser's. @example `"de-AT"` */
  readonly locale?: string | null;
  /** Writing direction; that of `language`, else the page's. */
  readonly dir?: "ltr" | "rtl";
  /** Schemes of your own that links of items may have, besides http, https, mailto and tel. @example `["myapp"]` */
  readonly linkSchemes?: readonly string[];
  /** Called with every error, of loads, marks, the live connection and of parts that cannot be shown, once each. */
  readonly onError?: (error: CarillonErrorLike) => void;
  readonly children?: ReactNode;
}

/** A client that you made and close yourself. */
interface WithClient extends CommonProps {
  readonly client: BrowserClient;
}

/** The options of a client; each person gets a separate one. */
interface WithOptions extends CommonProps, BrowserClientOptions {
  readonly client?: undefined;
}

export type FeedProviderProps = WithClient | WithOptions;

const NO_SCHEMES: readonly string[] = [];

/**
 * Connects the parts inside it to one person's feed. Several parts share one socket and one copy of the items. Every option may change
 * while it is mounted; another person's `userId`, token or `person` leaves nothing of the former one.
 *
 * @example
 * <FeedProvider endpoint="https://notify.example.com/graphql" publicKey="pk_…" userToken={fetchToken} person={user.id}>
 *   <FeedPopover />
 * </FeedProvider>
 */
export function FeedProvider(props: FeedProviderProps): ReactElement {
  const { theme, children } = props;
  const language = props.language ?? null;
  const client = useOwnClient(props.client ?? null, props.client ? null : clientOptions(props));
  const personKey = usePersonKey(client);
  const feed = useStable(props.feed ?? {}, isSameJson);
  const given = useStable<GivenLabels>([props.labels, language?.labels], areSameLabels);
  const linkSchemes = useStable(props.linkSchemes ?? NO_SCHEMES, isSameJson);
  const locale = nearestLocale(props.locale ?? language?.locale);
  const dir = props.dir ?? language?.dir;
  const reportError = useErrorReport(props.onError);
  const value = useMemo<FeedBellContext>(
    () => ({
      client,
      personKey,
      feed,
      given,
      bellLabels: safeLabels(given, englishBellLabels),
      language,
      theme: theme ?? "auto",
      locale,
      dir,
      linkSchemes,
      reportError,
    }),
    [client, personKey, feed, given, language, theme, locale, dir, linkSchemes, reportError],
  );
  return <FeedContext.Provider value={value}>{children}</FeedContext.Provider>;
}

function clientOptions({
  feed: _,
  language,
  labels,
  theme,
  locale,
  dir,
  linkSchemes,
  onError,
  children,
  client,
  ...options
}: WithOptions): BrowserClientOptions {
  return options;
}

/** The previous value as long as it is equal: hosts create new objects at each render. */
function useStable<Value>(value: Value, isSame: (a: Value, b: Value) => boolean): Value {
  const kept = useRef(value);
  if (kept.current !== value && !isSame(kept.current, value)) kept.current = value;
  return kept.current;
}

function isSameJson(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    return false;
  }
}
