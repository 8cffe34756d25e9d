/** One tab of GraphiQL when it is opened for the first time. */
export interface Example {
  query: string;
  variables?: string;
  headers?: string;
}

/** Who the examples speak for: a person of the demo's document tool. */
export const DEMO_USER = "ada";

/** A placeholder for the secret key, which pages must not contain: a development server replaces it. */
export const SECRET_KEY_PLACE = "{{secretKey}}";

/** What each tab shows. `publicKey` is that of the development environment; null elsewhere, where keys must be pasted. */
export function examples(publicKey: string | null): Example[] {
  const asAda = JSON.stringify(
    { Authorization: `Bearer ${publicKey ?? "pk_PASTE_A_PUBLIC_KEY"}`, "X-Carillon-User-Id": DEMO_USER },
    null,
    2,
  );
  const secretKey = publicKey === null ? "sk_PASTE_A_SECRET_KEY" : SECRET_KEY_PLACE;
  const asBackend = JSON.stringify({ Authorization: `Bearer ${secretKey}` }, null, 2);

  return [
    { query: FEED, headers: asAda },
    { query: LIVE, headers: asAda },
    { query: NOTIFY, variables: JSON.stringify(NOTIFY_VARIABLES, null, 2), headers: asBackend },
    { query: WHY, headers: asBackend },
    { query: EMAILS, headers: asBackend },
    { query: WHAT_IF, headers: asBackend },
    { query: MARK, headers: asAda },
    { query: PREFERENCES, headers: asAda },
    { query: IDENTIFY, headers: asBackend },
  ];
}

const FEED = `# Ada's feed. The headers below say who asks: a public key
# and, in development, a user id in place of a signed token.
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

const LIVE = `# Press play and leave it running, then go to the next tab
# and notify Ada. Every change arrives in order, without a gap.
subscription AdaLive {
  feedChanged {
    feed { id version counts { total unread unseen } }
    items { id readAt blocks { ... on MarkdownBlock { html } } }
    removedIds
    isReset
  }
}
`;

const NOTIFY = `# Tells Ada that Grace mentioned her. A backend does this
# with its secret key, which no browser should hold: in
# development, this page writes {{secretKey}} and the server
# puts the key in. The variables below say what happened.
# After ten seconds an email follows, unless Ada has read this.
mutation Notify($input: NotifyInput!) {
  notify(input: $input) {
    trigger { id status }
    isReplay
  }
}
`;

const NOTIFY_VARIABLES = {
  input: {
    workflowKey: "mention",
    recipients: [{ to: { userId: DEMO_USER } }],
    actor: { userId: "grace" },
    data: { documentId: "launch-plan", document: "Launch plan" },
  },
};

const WHY = `# Why did somebody hear, or not? Every decision of the
# latest trigger's runs, in words.
query Why {
  triggers(first: 1) {
    nodes {
      id
      workflowKey
      status
      runs(first: 5) {
        nodes {
          status
          recipient { name }
          trace { at stepRef code message values }
        }
      }
    }
  }
}
`;

const EMAILS = `# The emails of the latest triggers, and each attempt to send
# them. /mailbox shows what they look like.
query LatestEmails {
  triggers(first: 3) {
    nodes {
      workflowKey
      runs(first: 3) {
        nodes {
          messages {
            ... on EmailMessage {
              id
              deliveryStatus
              content { ... on EmailContent { to subject text } }
              attempts { number providerKey outcome durationMs reason }
            }
          }
        }
      }
    }
  }
}
`;

const WHAT_IF = `# What would happen? Three comments within seconds become one
# message, after the workflow's window. Nothing is sent or stored.
query WhatIf {
  simulate(
    input: {
      workflowKey: "new-comment"
      triggers: [
        { afterSeconds: 0, actor: { userId: "grace" }, recipients: [{ to: { userId: "ada" } }], data: { documentId: "plan", document: "Launch plan" } }
        { afterSeconds: 2, actor: { userId: "linus" }, recipients: [{ to: { userId: "ada" } }], data: { documentId: "plan", document: "Launch plan" } }
        { afterSeconds: 4, actor: { userId: "grace" }, recipients: [{ to: { userId: "ada" } }], data: { documentId: "plan", document: "Launch plan" } }
      ]
    }
  ) {
    messages { at stepRef activityCount blocks { ... on MarkdownBlock { html } } }
    runs { status trace { at stepRef code message } }
  }
}
`;

const MARK = `# Ada has read everything. All her open tabs hear of it.
mutation ReadAll {
  markFeed(input: { mark: READ }) {
    changedCount
    feed { counts { total unread unseen } }
  }
}
`;

const PREFERENCES = `# Ada wants no messages about tasks. The answer shows all
# layers merged, and for each rule the layer that said it.
mutation NoTasks {
  setPreferences(
    input: { rules: [{ workflowKey: "task-assigned", channelType: IN_APP, allow: false }] }
  ) {
    preferences {
      rules { workflowKey category channelType channelKey allow when source }
      commercialSubscribed
    }
  }
}
`;

const IDENTIFY = `# Creates or updates a person.
# What is left out stays as it is; null unsets.
mutation Identify {
  identify(
    input: {
      userId: "mary"
      name: "Mary Shelley"
      timezone: "Europe/London"
      properties: { plan: "pro" }
    }
  ) {
    user { id userId name properties updatedAt }
  }
}
`;
