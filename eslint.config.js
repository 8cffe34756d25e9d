import js from "@eslint/js";
import graphql from "@graphql-eslint/eslint-plugin";
import globals from "globals";
import tseslint from "typescript-eslint";

const TS = ["**/*.ts", "**/*.tsx"];
const UNINSTALLED = ["examples/{angular,html,react-native,svelte,vue}/**/*.{ts,tsx}", "elements/{svelte,vue}.d.ts"];

const namedExportsOnly = [
  { selector: "ExportAllDeclaration", message: "Name what you export." },
  { selector: "ExportDefaultDeclaration", message: "Use a named export." },
];
const timeFromRuntime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the time from the runtime's clock.",
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take the time from the runtime's clock.",
  },
];

const addressesFromPage = [
  {
    selector: ":matches(Literal[value=/^\\u002f/], TemplateLiteral[quasis.0.value.raw=/^\\u002f/])",
    message: 'A proxy may show the page below a path: write `addressOf("graphql")`.',
  },
];

/** Types of values that stand inside something with an id, and have none of their own. */
const withoutId = {
  suffixes: ["Connection", "Content", "Edge", "Payload"],
  types: [
    "Author",
    "Backlog",
    "ButtonsBlock",
    "ChannelData",
    "ChannelProvider",
    "DeadLetterGroup",
    "DeliveryAttempt",
    "DeliveryHealth",
    "EmailAttachment",
    "EnvironmentRole",
    "ErasureCounts",
    "Explanation",
    "ExplanationCase",
    "FeedButton",
    "FeedChange",
    "FeedCounts",
    "FilteredFeedCounts",
    "InputIssue",
    "MarkdownBlock",
    "MessageEvent",
    "MessageTail",
    "NotifyResult",
    "OutcomeCount",
    "PageInfo",
    "PreferenceChoice",
    "PreferenceLayer",
    "PreferenceRule",
    "PreferenceVerdict",
    "Provider",
    "ProviderBreaker",
    "RateLimit",
    "RequestError",
    "RunTail",
    "WorkflowBacklog",
    "WorkflowCheck",
    "SimulatedMessage",
    "SimulatedRun",
    "SettingsCheck",
    "Simulation",
    "Stats",
    "StatsSeries",
    "StatsTotals",
    "StepBacklog",
    "Suppression",
    "TemplateIssue",
    "TemplatePreview",
    "TextBlock",
    "TraceEntry",
    "TriggerTail",
    "VariableScope",
  ],
};

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/",
      "**/dist/",
      "**/dist-web/",
      "**/coverage/",
      "**/.cache/",
      ".carillon/",
      "client-sdk/src/generated/",
      "dashboard/src/api/generated/",
      "docs/public/",
      "server/test/schema/core.graphql",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    ...js.configs.recommended,
    languageOptions: { globals: globals.node },
  },
  { files: TS, extends: [js.configs.recommended, ...tseslint.configs.recommendedTypeChecked] },
  {
    files: TS,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 400 }],
      "max-params": "off",
      "@typescript-eslint/max-params": ["error", { max: 4 }],
      "max-lines-per-function": ["error", { max: 60 }],
      "no-restricted-syntax": ["error", ...namedExportsOnly],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Interfaces here are mostly plain objects of functions; control characters are matched on purpose, to refuse them.
      "@typescript-eslint/unbound-method": "off",
      "no-control-regex": "off",
      // graphql-js compares kinds and operation types by their strings.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      // Interfaces are kept by classes that answer at once as well as by those that wait.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["server/src/modules/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: { "no-restricted-syntax": ["error", ...namedExportsOnly, ...timeFromRuntime] },
  },
  {
    files: ["server/web/**/*.ts", "server/web/**/*.tsx"],
    rules: { "no-restricted-syntax": ["error", ...namedExportsOnly, ...addressesFromPage] },
  },
  {
    // A suite is one long function by nature, and reads answers whose shape is what it tests.
    files: ["**/*.test.ts", "**/*.test.tsx", "**/test/**/*.ts", "**/test/**/*.tsx"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // TypeORM and type-graphql fill these in.
    files: ["**/*.entity.ts", "**/*.schema.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 150 }] },
  },
  {
    // Their packages are installed by `npm run apps`, which also checks their types.
    files: UNINSTALLED,
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "no-console": "off" },
  },
  {
    // Recommended and Relay, but where our conventions part from them.
    files: ["schema.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
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
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
    },
  },
);
