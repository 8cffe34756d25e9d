/** One tab of GraphiQL when it is opened for the first time. */
export interface Example {
  query: string;
  variables?: string;
  headers?: string;
}

/** Who the examples speak for: a person of the demo's document tool. */
export const DEMO_USER = "ada";

/**
 * What each tab shows. A public key may stand in a page; the secret key may not, so that tabs which need it say where it
 * lies. `publicKey` is that of the development environment, null elsewhere.
 */
export function examples(publicKey: string | null): Example[] {
  const asAda = JSON.stringify(
    { Authorization: `Bearer ${publicKey ?? "pk_PASTE_A_PUBLIC_KEY"}`, "X-Carillon-User-Id": DEMO_USER },
    null,
    2,
  );
  const asBackend = JSON.stringify({ Authorization: "Bearer PASTE_THE_SECRET_KEY_HERE" }, null, 2);

  return [
    { query: FEED, headers: asAda },
    { query: LIVE, headers: asAda },
    { query: NOTIFY, variables: JSON.stringify(NOTIFY_VARIABLES, null, 2), headers: asBackend },
    {
      query: WHY,
      variables: JSON.stringify({ id: "trg_PASTE_THE_ID_THAT_NOTIFY_ANSWERED" }, null, 2),
      headers: asBackend,
    },
    { query: PREFERENCES, headers: asAda },
    { query: IDENTIFY, headers: asBackend },
  ];
}

const FEED = `# Ada's feed. The headers below say who asks: a public key, and in development
# a user id in place of a signed token (without headers this page asks as Ada too).
query AdaFeed {
  feed {
    version
    counts { total unread unseen }
    items(first: 10) {
      nodes {
        id
        readAt
        activityCount
        actors { name }
        blocks {
          name
          ... on MarkdownBlock { html }
          ... on TextBlock { text }
          ... on ButtonsBlock { buttons { label action } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`;

const LIVE = `# Press play and leave it running; then notify Ada in the next tab.
# Every change arrives in order and without a gap.
subscription AdaLive {
  feedChanged {
    feed { id version counts { total unread unseen } }
    items { id readAt blocks { ... on MarkdownBlock { html } } }
    removedIds
    isReset
  }
}
`;

const NOTIFY = `# Tells Ada that she was mentioned. This needs the secret key: copy "secretKey" from
# dev-keys.json in the data folder (.carillon unless set) into the headers below.
# Keep it out of browsers otherwise: it may do everything in its environment.
mutation Notify($input: NotifyInput!) {
  notify(input: $input) {
    isReplay
    trigger { id status }
  }
}
`;

const NOTIFY_VARIABLES = {
  input: {
    workflowKey: "mention",
    recipients: [{ to: { userId: DEMO_USER } }],
    actor: { userId: "grace" },
    data: { documentId: "plan", document: "The plan" },
    idempotencyKey: "try-1",
  },
};

const WHY = `# Why did somebody hear, or not? Every decision of every run, in words.
query Why($id: ID!) {
  trigger(id: $id) {
    status
    runCount
    runs(first: 5) {
      nodes {
        status
        recipient { name }
        messages { id deliveryStatus }
        trace { at stepRef code message values }
      }
    }
  }
}
`;
const PREFERENCES = `# Ada wants no in-app messages about tasks. The answer shows all layers merged,
# and for each rule the layer that said it.
mutation NoTasks {
  setPreferences(input: { rules: [{ workflowKey: "task-assigned", channelType: IN_APP, allow: false }] }) {
    preferences {
      rules { workflowKey category channelType channelKey allow when source }
      commercialSubscribed
    }
  }
}
`;

const IDENTIFY = `# Creates or updates a person. What is left out stays as it is; null unsets.
mutation Identify {
  identify(
    input: { userId: "mary", name: "Mary Shelley", locale: "en-GB", timezone: "Europe/London", properties: { plan: "pro" } }
  ) {
    user { id userId name properties updatedAt }
  }
}
`;
