import { ApolloClient, InMemoryCache, gql } from "@apollo/client";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { FakeServer, until } from "../../test/support/fake-server.js";
import type { BrowserClient } from "../client/client-types.js";
import { createClient } from "../client/create-client.js";
import { createCarillonLink, possibleTypes, typePolicies } from "./index.js";

const PAGE = gql`
  query FeedPage($first: Int, $after: String, $filter: FeedFilterInput) {
    feed {
      id
      version
      counts {
        unread
      }
      items(first: $first, after: $after, filter: $filter) {
        edges {
          cursor
          node {
            id
            readAt
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

const CHANGES = gql`
  subscription FeedChanged($afterVersion: FeedVersion) {
    change: feedChanged(afterVersion: $afterVersion) {
      feed {
        id
        version
      }
      removedIds
    }
  }
`;

let server: FakeServer;
let client: BrowserClient;
let apollo: ApolloClient;

beforeEach(async () => {
  server = await FakeServer.start();
  client = createClient({ endpoint: server.endpoint, publicKey: "pk_1", userId: "ada", webSocket: WebSocket });
  const cache = new InMemoryCache({ typePolicies, possibleTypes });
  apollo = new ApolloClient({ link: createCarillonLink(client), cache });
});

afterEach(async () => {
  apollo.stop();
  client.close();
  await server.stop();
});

function page(names: readonly string[], endCursor: string) {
  const edges = names.map((id) => ({
    cursor: id,
    node: { __typename: "FeedItem", id, readAt: null },
    __typename: "FeedItemEdge",
  }));
  const pageInfo = { __typename: "PageInfo", hasNextPage: true, endCursor };
  const items = { __typename: "FeedItemConnection", edges, pageInfo };
  const counts = { __typename: "FeedCounts", unread: 2 };
  return { status: 200, body: { data: { feed: { __typename: "Feed", id: "feed_1", version: "7-1", counts, items } } } };
}

test("queries use HTTP with the client's credentials, and pages are merged by filter", async () => {
  server.script.push(page(["c", "b"], "b"), page(["a"], "a"));
  await apollo.query({ query: PAGE, variables: { first: 2 } });
  await apollo.query({ query: PAGE, variables: { first: 2, after: "b" }, fetchPolicy: "network-only" });
  const cached = JSON.stringify(apollo.cache.extract());

  expect(server.calls[0]?.headers).toMatchObject({ authorization: "Bearer pk_1", "x-carillon-user-id": "ada" });
  expect(server.calls[1]?.variables).toEqual({ first: 2, after: "b" });
  expect(cached.match(/"cursor":"[abc]"/g)).toEqual(['"cursor":"c"', '"cursor":"b"', '"cursor":"a"']);
});

test("an error has the code and the issues in its extensions", async () => {
  const issues = [{ path: ["first"], code: "too_large", message: "At most 100." }];
  server.script.push({
    status: 200,
    body: { errors: [{ message: "No.", extensions: { code: "BAD_USER_INPUT", issues } }] },
  });

  await expect(apollo.query({ query: PAGE, variables: { first: 200 } })).rejects.toMatchObject({
    errors: [{ message: "No.", extensions: { code: "BAD_USER_INPUT", issues } }],
  });
});

test("a subscription uses the shared socket and resumes after the last version that it got", async () => {
  server.feed.insert();
  const seen: unknown[] = [];
  const subscription = apollo
    .subscribe({ query: CHANGES, variables: { afterVersion: "7-000000" } })
    .subscribe(({ data }) => {
      seen.push(data);
    });
  await until(() => seen.length === 1);
  server.dropSockets();
  await until(() => server.subscriptions.length === 2);

  expect(server.subscriptions).toEqual([{ afterVersion: "7-000000" }, { afterVersion: "7-000001" }]);
  subscription.unsubscribe();
});
