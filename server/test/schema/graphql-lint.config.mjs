import { configs, parser, rules } from "@graphql-eslint/eslint-plugin";

/** Values: they stand inside something with an id, and have none of their own. */
const VALUE_TYPES = [
  "ButtonsBlock",
  "FeedButton",
  "FeedChange",
  "FeedCounts",
  "InputIssue",
  "MarkdownBlock",
  "NotifyResult",
  "PageInfo",
  "PreferenceRule",
  "RequestError",
  "SimulatedMessage",
  "SimulatedRun",
  "Simulation",
  "TextBlock",
  "TraceEntry",
];

const withoutId = { suffixes: ["Connection", "Edge", "Payload"], types: VALUE_TYPES };

/** The rules of `schema.graphql`: recommended and Relay, but where our conventions part from them. */
export default [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": { rules } },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      // `id` is Carillon's; `userId`, `tenantId`, `workflowKey` are the customer's.
      "@graphql-eslint/no-typename-prefix": "off",
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: withoutId }],
      // Connections give `nodes` beside `edges`, and short lists that end by themselves are plain lists.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",
      "@graphql-eslint/require-deprecation-date": "error",
      "@graphql-eslint/require-nullable-fields-with-oneof": "error",
    },
  },
];
