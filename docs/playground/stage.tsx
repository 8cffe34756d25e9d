import type { ConnectionStatus } from "@carillon/client";
import {
  createTestClient,
  TestFeedProvider,
  type TestChoice,
  type TestClient,
  type TestFeed,
  type TestItem,
} from "@carillon/react/testing";
import { Feed, type FeedProps, type FeedTheme } from "@carillon/react";
import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useState } from "react";
import { LANGUAGES, type LanguageCode } from "./languages.js";

/** What is around a story. */
export interface StageValue {
  readonly theme: FeedTheme;
  readonly lang: LanguageCode;
  /** The feeds in memory that are shown. */
  readonly tests: Set<TestClient>;
}

export const StageContext = createContext<StageValue | null>(null);

function useStage(): StageValue {
  const stage = useContext(StageContext);
  if (stage === null) throw new Error("A story is rendered on a stage.");
  return stage;
}

export interface MockProps {
  /** What is in the feed at first, newest first; in the words of the language that was chosen at first. */
  readonly items?: readonly TestItem[] | ((lang: LanguageCode) => readonly TestItem[]);
  readonly preferences?: readonly TestChoice[];
  /** Puts the feed into a state before anything asks for it. */
  readonly prepare?: (feed: TestFeed) => void;
  /** How the live connection seems to be. */
  readonly connection?: ConnectionStatus;
  readonly children: ReactNode;
}

/** A provider over a feed in memory: nothing of a story needs a server. */
export function Mock({ items = [], preferences, prepare, connection, children }: MockProps): ReactElement {
  const { theme, lang, tests } = useStage();
  const [test] = useState(() => {
    const made = createTestClient({ items: typeof items === "function" ? items(lang) : items, preferences });
    prepare?.(made.feed);
    return connection === undefined ? made : withConnection(made, connection);
  });
  useEffect(() => {
    tests.add(test);
    return () => void tests.delete(test);
  }, [test, tests]);
  return (
    <TestFeedProvider test={test} theme={theme} language={LANGUAGES[lang].language}>
      {children}
    </TestFeedProvider>
  );
}

function withConnection({ client, feed }: TestClient, status: ConnectionStatus): TestClient {
  const snapshot = { status, error: null, retryAtMs: null };
  const nothing = (): void => undefined;
  const connection = { getSnapshot: () => snapshot, subscribe: () => nothing, reconnect: nothing };
  return { feed, client: { ...client, connection } };
}

export interface MockFeedProps extends Omit<MockProps, "children">, FeedProps {
  readonly heightPx?: number;
}

/** A list in a box, as a host would give it one. Items stay unseen unless `marksSeen` says otherwise. */
export function MockFeed(props: MockFeedProps): ReactElement {
  const { items, preferences, prepare, connection, heightPx = 560, ...feed } = props;
  return (
    <Mock items={items} preferences={preferences} prepare={prepare} connection={connection}>
      <div className="stage-box" style={{ height: heightPx }}>
        <Feed marksSeen={false} {...feed} />
      </div>
    </Mock>
  );
}

/** A page's head with something at its end, as most hosts have one. */
export function HostBar({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <div className="stage-bar">
      <span className="stage-logo" aria-hidden="true" />
      <span className="stage-bar-end">{children}</span>
    </div>
  );
}
