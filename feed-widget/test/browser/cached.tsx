// A page for browser tests: a client with the cache of first pages, on an API that answers when the test says so.
import { createFeedCache } from "@carillon/client/cache";
import { createRoot } from "react-dom/client";
import { Feed, FeedProvider } from "../../src/index.js";
import { itemOf } from "../support/fake-client.js";

const query = new URLSearchParams(location.search);
const cache = createFeedCache({ lasts: query.get("lasts") === "session" ? "session" : "always" });
let answerCount = 0;
let answer: () => void = () => undefined;
const mayAnswer = new Promise<void>((resolve) => {
  answer = resolve;
});
if (!query.has("held")) answer();

/** A feed of three items whose texts contain the current user. */
async function fakeFetch(_url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  await mayAnswer;
  answerCount += 1;
  const person = new Headers(init?.headers).get("X-Carillon-User-Id") ?? "nobody";
  const items = [3, 2, 1].map((number) =>
    itemOf(number, { blocks: [{ __typename: "TextBlock", name: "body", text: `Item ${number} of ${person}` }] }),
  );
  const counts = { total: 3, unread: 3, unseen: 3 };
  const page = { nodes: items, pageInfo: { hasNextPage: false, endCursor: null } };
  const feed = { id: `feed_${person}`, version: items[0]?.version, counts, items: page };
  return Response.json({ data: { feed } });
}

/** Opens and never sends anything. */
class SilentSocket extends EventTarget {
  readonly readyState = 0;
  close(): void {}
  send(): void {}
}

const root = createRoot(document.getElementById("root") as HTMLElement);

function show(userId: string): void {
  root.render(
    <FeedProvider
      endpoint="/graphql"
      publicKey="pk_test"
      userId={userId}
      cache={cache}
      fetch={fakeFetch}
      webSocket={SilentSocket}
    >
      <Feed marksSeen={false} />
    </FeedProvider>,
  );
}

/** The names under which pages are stored. */
function keptNames(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("carillon-feeds-1", 1);
    opening.onerror = () => reject(opening.error ?? new Error("IndexedDB failed."));
    opening.onsuccess = () => {
      const keys = opening.result.transaction("pages").objectStore("pages").getAllKeys();
      keys.onsuccess = () => {
        opening.result.close();
        resolve(keys.result.map(String));
      };
    };
  });
}

show(query.get("user") ?? "ada");
Object.assign(window, { carillonScene: { show, answer: () => answer(), answerCount: () => answerCount, keptNames } });
