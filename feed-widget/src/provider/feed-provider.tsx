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
  /**
   * The feed of the parts inside. Default: the user's own in the default in-app channel.
   * @example `{ tenantId: "acme" }`
   */
  readonly feed?: FeedOptions | null;
  /**
   * Words, `locale` and `dir` of one of the languages that come with the widget; English by default.
   * @example `import { de } from "@carillon/react/locales/de"`
   */
  readonly language?: FeedLanguage | null;
  /** Texts that replace some of the language's. @example `{ title: "Inbox" }` */
  readonly labels?: Partial<FeedLabels> | null;
  /** Colours. `auto` (the default) follows the device. */
  readonly theme?: FeedTheme;
  /**
   * Locale of times and numbers; the nearest supported one is used. Default: that of `language`, else the browser's.
   * @example `"de-AT"`
   */
  readonly locale?: string | null;
  /** Text direction. Default: that of `language`, else the page's. */
  readonly dir?: "ltr" | "rtl";
  /** Additional URL schemes that links of items may have. @example `["myapp"]` */
  readonly linkSchemes?: readonly string[];
  /** Called once for every error of loads, marks, the live connection and parts that cannot be rendered. */
  readonly onError?: (error: CarillonErrorLike) => void;
  readonly children?: ReactNode;
}

/** A client that you created and close yourself. */
interface WithClient extends CommonProps {
  readonly client: BrowserClient;
}

/** The options of a client; each user gets a separate one. */
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

/** The previous value while it is equal, because hosts create new objects at each render. */
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
