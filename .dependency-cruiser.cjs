// Modules in the order of dependency: each may import only earlier ones, by their front door.
const ORDER = [
  ...[
    "identifiers",
    "requests",
    "audit",
    "idempotency",
    "environments",
    "members",
    "authentication",
    "conditions",
    "timing",
    "lanes",
    "statistics",
    "tenants",
    "users",
  ],
  ...["objects", "subscriptions", "channels", "suppressions", "preferences", "attachments"],
  ...[
    "templates",
    "workflows",
    "messages",
    "feeds",
    "delivery",
    "callbacks",
    "triggers",
    "runs",
    "retention",
    "schedules",
    "webhooks",
    "analytics",
  ],
];
const PURE_MODULES = "(identifiers|conditions|timing|templates)";
const MODULES = "^server/src/modules/";
const TEST = "(\\.test\\.tsx?$|/test/)";

const layer = (names) => `\\.(${names})\\.ts$`;
const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });
const notTypes = { dependencyTypesNot: ["type-only"] };

const noUpward = ORDER.slice(0, -1).map((name, index) => {
  const later = ORDER.slice(index + 1).join("|");
  return rule(`order:${name}`, { path: `${MODULES}${name}/` }, { path: `${MODULES}(${later})/` }, "Declare a port.");
});

module.exports = {
  forbidden: [
    ...noUpward,
    rule(
      "known-module",
      { path: MODULES, pathNot: `${MODULES}(${ORDER.join("|")})/` },
      {},
      "Give it a place in ORDER.",
    ),
    rule("no-cycle", {}, { circular: true }),
    // The style sheet as text, and the path to the feed that is fetched late, are made by scripts/build-elements.mjs.
    rule("resolvable", {}, { couldNotResolve: true, pathNot: "^@carillon/(styles|late-feed)$" }),
    rule("platform-is-bottom", { path: "^server/src/platform/" }, { path: "^server/src/(modules|app|migrations)/" }),
    rule(
      "providers-are-pure",
      { path: "^server/src/providers/", pathNot: [TEST, "^server/src/providers/record/main\\.ts$"] },
      {
        path: [
          ...["^server/src/(app|modules|migrations)/", "^server/src/platform/"],
          ...[
            "^(fs|net|tls|dns|http|http2|https|child_process|timers)$",
            "^node_modules/(pg|typeorm|fastify|undici|ioredis|redis|agenda)/",
          ],
        ],
        pathNot: "^server/src/platform/(json|safe-url|deep-markdown)\\.ts$",
        ...notTypes,
      },
      "Providers turn messages into requests and answers into outcomes; the delivery machine alone does I/O.",
    ),
    rule(
      "providers-know-the-kit-only",
      { path: "^server/src/providers/([^/]+)/", pathNot: ["^server/src/providers/record/", TEST] },
      { path: "^server/src/providers/", pathNot: ["^server/src/providers/kit/", "^server/src/providers/$1/"] },
      "A provider is one folder over the kit.",
    ),
    rule(
      "custom-providers-below-app",
      { path: "^server/src/custom-providers/", pathNot: TEST },
      { path: "^server/src/(app|modules|migrations)/" },
      "The contract suite is published: it knows the provider kit and the HTTP client only.",
    ),
    rule("app-is-top", { path: MODULES }, { path: "^server/src/app/" }),
    rule(
      "front-door-only",
      { path: `${MODULES}([^/]+)/`, pathNot: TEST },
      { path: MODULES, pathNot: [`${MODULES}$1/`, `${MODULES}[^/]+/(index|pure)\\.ts$`] },
      "Enter another module by its index.ts, or by its pure.ts for what has no effects.",
    ),
    rule(
      "pure-door-is-pure",
      { path: `${MODULES}[^/]+/pure\\.ts$` },
      { path: layer("entity|repository|service|resolver|schema|jobs"), ...notTypes },
    ),
    rule(
      "app-mounts-modules",
      { path: "^server/src/app/", pathNot: TEST },
      { path: MODULES, pathNot: "/(index|module|pure)\\.ts$" },
    ),
    rule(
      "plain-file-is-pure",
      { path: `${MODULES}.+/[^./]+\\.ts$`, pathNot: "/(index|module)\\.ts$" },
      {
        path: [
          "^node_modules/(typeorm|type-graphql|pg|ioredis|redis|agenda|fastify|ws)/",
          layer("entity|repository|service|resolver|schema|jobs"),
        ],
        ...notTypes,
      },
      "A file without a suffix has no effects.",
    ),
    rule(
      "pure-modules",
      { path: `${MODULES}${PURE_MODULES}/`, pathNot: TEST },
      {
        path: ["^server/src/platform/", "^(fs|net|http|https|child_process|timers)$"],
        pathNot: "/platform/(json|errors|safe-url|deep-markdown)",
        ...notTypes,
      },
      "No I/O, no clock, no database.",
    ),
    rule(
      "engine-is-pure",
      { path: `${MODULES}runs/engine/`, pathNot: TEST },
      {
        pathNot: [
          `${MODULES}runs/engine/`,
          `${MODULES}${PURE_MODULES}/index\\.ts$`,
          `${MODULES}[^/]+/pure\\.ts$`,
          "^server/src/platform/json\\.ts$",
        ],
        ...notTypes,
      },
      "The engine decides over data: pure files and types only.",
    ),
    rule(
      "service-below-graphql",
      { path: layer("service|repository|entity") },
      { path: layer("resolver|schema|jobs"), ...notTypes },
    ),
    rule("resolver-via-service", { path: layer("resolver|jobs") }, { path: layer("repository|entity"), ...notTypes }),
    rule(
      "typeorm-in-data-layer",
      { path: "^server/src", pathNot: [layer("entity|repository"), "^server/src/(platform/postgres|migrations)/"] },
      { path: "^node_modules/typeorm/" },
    ),
    rule(
      "agenda-in-platform",
      { path: "^server/src", pathNot: "^server/src/platform/jobs/" },
      { path: "^node_modules/(agenda|@agendajs)/" },
    ),
    rule("not-to-test", { pathNot: TEST }, { path: TEST }),
    rule(
      "pages-apart",
      { path: "^dashboard/src/pages/([^/]+)/" },
      { path: "^dashboard/src/pages/", pathNot: "^dashboard/src/pages/$1/" },
      "What several pages use is a component.",
    ),
    rule("components-below-pages", { path: "^dashboard/src/components/" }, { path: "^dashboard/src/pages/" }),
    rule(
      "clients-never-import-server",
      { path: "^(client-sdk|feed-widget|elements|dashboard|examples|server/web)/", pathNot: TEST },
      { path: "^server/(src|test)/" },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "server/tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    // The packages of those examples and types are installed by `npm run apps` alone.
    exclude: {
      path: [
        "(/dist/|/dist-web/)",
        "^examples/(angular|html|react-native|svelte|vue)/",
        "^elements/(svelte|vue)[.]d[.]ts$",
      ],
    },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] },
  },
};
