/**
 * The apps that are built from the tarballs, each in an empty folder outside this repository, with the code of the
 * READMEs.
 */

const PROVIDER = `"use client";
import { FeedPopover, FeedProvider } from "@carillon/react";
import "@carillon/react/styles.css";

export function Notifications() {
  return (
    <FeedProvider endpoint="/graphql" publicKey="pk_1" userId="ada">
      <FeedPopover defaultOpen />
    </FeedProvider>
  );
}
`;

const tsconfig = (options) => JSON.stringify({ compilerOptions: { strict: true, noEmit: true, ...options } });
const REACT_TSX = tsconfig({ jsx: "react-jsx", module: "ESNext", moduleResolution: "Bundler", target: "ES2022" });

/** The widget in a server layout. The app's own files do not say "use client". */
const NEXT_FILES = (config) => ({
  "app/layout.tsx": `import { FeedPopover, FeedProvider } from "@carillon/react";
import "@carillon/react/styles.css";

export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en">
      <body>
        <FeedProvider endpoint="/graphql" publicKey="pk_1" userId="ada">
          <FeedPopover defaultOpen />
          {children}
        </FeedProvider>
      </body>
    </html>
  );
}
`,
  "app/page.tsx": `import { Feed, FeedProvider } from "@carillon/react";
import Link from "next/link";

export default function Page() {
  return (
    <main>
      home <Link href="/other">other</Link>
      <FeedProvider endpoint="/graphql" publicKey="pk_1" userId="ada">
        <Feed />
      </FeedProvider>
    </main>
  );
}
`,
  "app/other/page.tsx": `import Link from "next/link";

export default function Page() {
  return <main>the other page <Link href="/">home</Link></main>;
}
`,
  "next.config.mjs": `export default ${JSON.stringify(config)};\n`,
});

const next = (name, config) => ({
  name,
  packages: ["next@16", "react@19", "react-dom@19", "typescript@5.9", "@types/react@19", "@types/node@22"],
  files: NEXT_FILES(config),
  commands: [["next", "build"]],
  serve: ["next", "start", "--port"],
});

const vite = (react) => ({
  name: `vite-react-${react}`,
  packages: [
    ...["vite@8", "@vitejs/plugin-react@6", "typescript@5.9"],
    ...[`react@${react}`, `react-dom@${react}`, `@types/react@${react}`, `@types/react-dom@${react}`],
  ],
  files: {
    "index.html": `<div id="root"></div><script type="module" src="/main.tsx"></script>`,
    "notifications.tsx": PROVIDER,
    "main.tsx": `import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Notifications } from "./notifications";

createRoot(document.getElementById("root")!).render(<StrictMode><Notifications /></StrictMode>);
`,
    "vite.config.mjs": `import react from "@vitejs/plugin-react";\nexport default { plugins: [react()] };\n`,
    "tsconfig.json": REACT_TSX,
  },
  commands: [["tsc"], ["vite", "build"]],
  serve: ["vite", "preview", "--host", "127.0.0.1", "--strictPort", "--port"],
});

const reactRouter = {
  name: "react-router",
  packages: [
    ...["react-router@7.18.4", "@react-router/dev@7.18.4", "@react-router/node@7.18.4", "isbot@5"],
    ...["react@19", "react-dom@19", "vite@7", "typescript@5.9"],
  ],
  files: {
    "vite.config.mjs": `import { reactRouter } from "@react-router/dev/vite";\nexport default { plugins: [reactRouter()] };\n`,
    "app/routes.ts": `import { index } from "@react-router/dev/routes";\nexport default [index("home.tsx")];\n`,
    "app/root.tsx": `import { Links, Meta, Outlet, Scripts } from "react-router";
import { Notifications } from "./notifications";

export default function Root() {
  return (
    <html lang="en">
      <head><Meta /><Links /></head>
      <body><Notifications /><Outlet /><Scripts /></body>
    </html>
  );
}
`,
    "app/notifications.tsx": PROVIDER,
    "app/home.tsx": `export default function Home() { return <main>home</main>; }\n`,
  },
  commands: [["react-router", "build"]],
};

const astro = {
  name: "astro",
  packages: ["astro@5", "@astrojs/react@4", "react@19", "react-dom@19"],
  files: {
    "astro.config.mjs": `import react from "@astrojs/react";\nexport default { integrations: [react()] };\n`,
    "src/notifications.tsx": PROVIDER,
    "src/pages/index.astro": `---
import { Notifications } from "../notifications";
---
<html lang="en"><body><Notifications client:load /></body></html>
`,
  },
  commands: [["astro", "build"]],
};

const RESOLUTIONS = {
  node10: { module: "CommonJS", moduleResolution: "Node10", esModuleInterop: true },
  node16: { module: "Node16", moduleResolution: "Node16" },
  nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
  bundler: { module: "ESNext", moduleResolution: "Bundler" },
};

const EVERYTHING = `import { CarillonError, createClient, type FeedItem, subjectOf } from "@carillon/client";
import { actionUrlOf, sanitizeHtml } from "@carillon/client/safety";
import { createFeedCache } from "@carillon/client/cache";
import { shareSocket } from "@carillon/client/tabs";
import { prefetchFeed, signUserToken } from "@carillon/client/server";
import { FeedBell, FeedPopover, FeedProvider, useFeed } from "@carillon/react";
import { ar } from "@carillon/react/locales/ar";
import { de } from "@carillon/react/locales/de";
import { openPreferences } from "@carillon/client/preferences";
import { PreferencePanel } from "@carillon/react/preferences";
import { FeedToasts } from "@carillon/react/toasts";
import { TitleBadge } from "@carillon/react/attention";
import { createTestClient } from "@carillon/client/testing";
import "@carillon/react/styles.css";
import "@carillon/react/preferences.css";
import "@carillon/react/toasts.css";

const client = createClient({
  endpoint: "/graphql", publicKey: "pk_1", userId: "ada", cache: createFeedCache(), shareSocket: shareSocket(),
});
const urlOf = (item: FeedItem): string | null => actionUrlOf(item) ?? sanitizeHtml("");
export const page = <FeedProvider client={client} language={ar ?? de}><FeedBell /><FeedPopover /><FeedToasts /><TitleBadge /><PreferencePanel /></FeedProvider>;
export const all = [CarillonError, createTestClient, subjectOf, urlOf, prefetchFeed, signUserToken, useFeed, openPreferences];
`;

const typescript = (version, resolutions) => ({
  name: `typescript-${version}`,
  packages: [`typescript@${version}`, "react@19", "react-dom@19", "@types/react@19", "@types/node@22"],
  files: {
    "main.tsx": EVERYTHING,
    "common.cts": `import { createClient } from "@carillon/client";\nexport const made = createClient;\n`,
    ...Object.fromEntries(
      resolutions.map((name) => [
        `tsconfig.${name}.json`,
        JSON.stringify({
          compilerOptions: {
            ...{
              strict: true,
              noEmit: true,
              jsx: "react-jsx",
              target: "ES2022",
              lib: ["ES2023", "DOM"],
              skipLibCheck: false,
            },
            ...{ types: ["node"], noUncheckedSideEffectImports: true, ...RESOLUTIONS[name] },
            ...(version.startsWith("6") && name === "node10" ? { ignoreDeprecations: "6.0" } : {}),
          },
          files: name === "bundler" ? ["main.tsx"] : ["main.tsx", "common.cts"],
        }),
      ]),
    ),
  },
  commands: resolutions.map((name) => ["tsc", "-p", `tsconfig.${name}.json`]),
});

const TEST = `const { render, screen } = require("@testing-library/react");
const { createElement } = require("react");
const { createClient } = require("@carillon/client");
const { FeedPopover, FeedProvider } = require("@carillon/react");

test("the packages are loaded and rendered", async () => {
  const client = createClient({ endpoint: "/graphql", publicKey: "pk_1", userId: "ada", fetch: () => new Promise(() => {}) });
  render(createElement(FeedProvider, { client }, createElement(FeedPopover, { defaultOpen: true })));
  expect(screen.getByRole("dialog")).toBeTruthy();
  client.close();
});
`;

const KIT_TEST = `const { screen } = require("@testing-library/react");
const { createElement } = require("react");
const { Feed } = require("@carillon/react");
const { renderFeed } = require("@carillon/react/testing");

test("a user's own test renders a feed in memory", async () => {
  const { arrive, feed } = await renderFeed(createElement(Feed), { items: [{ text: "Grace commented" }] });
  await arrive({ text: "Linus commented" });
  expect(screen.getAllByRole("article")).toHaveLength(2);
  expect(feed.items).toHaveLength(2);
});
`;

const jest = {
  name: "jest-without-settings",
  packages: [
    "jest@30",
    "jest-environment-jsdom@30",
    "react@19",
    "react-dom@19",
    "@testing-library/react@16",
    "@testing-library/dom@10",
  ],
  files: {
    "feed.test.js": `/** @jest-environment jsdom */\n${TEST}`,
    "kit.test.js": `/** @jest-environment jsdom */\n${KIT_TEST}`,
  },
  commands: [["jest"]],
};

const node = {
  name: "node",
  packages: ["react@19", "react-dom@19", "graphql@17"],
  files: {
    "common.cjs": `const { createClient } = require("@carillon/client");
const { signUserToken } = require("@carillon/client/server");
const { createElement } = require("react");
const { renderToString } = require("react-dom/server");
const { FeedPopover, FeedProvider } = require("@carillon/react");
const { PreferencePanel } = require("@carillon/react/preferences");
const { pl } = require("@carillon/react/locales/pl");
if (!createClient || !signUserToken || pl.labels.newItems(5) !== "5 nowych powiadomień") throw new Error("An export is missing.");
const options = { endpoint: "/graphql", publicKey: "pk_1", userToken: () => "t" };
const html = renderToString(createElement(FeedProvider, options, createElement(FeedPopover, { defaultOpen: true }), createElement(PreferencePanel)));
if (!html.includes("carillon-bell") || !html.includes("carillon-preferences")) throw new Error(html);
`,
    "module.mjs": `import { createClient } from "@carillon/client";
import { shareSocket } from "@carillon/client/tabs";
import { safeUrl } from "@carillon/client/safety";
import { createFeedCache } from "@carillon/client/cache";
import { FeedPopover } from "@carillon/react";
import { ja } from "@carillon/react/locales/ja";
if (![createClient, ja, shareSocket, safeUrl, createFeedCache, FeedPopover].every(Boolean)) throw new Error("An export is missing.");
`,
  },
  commands: [
    ["node", "common.cjs"],
    ["node", "module.mjs"],
    ["node", "node_modules/@carillon/client/dist/cli/main.js", "--help"],
  ],
};

export const APPS = [
  node,
  jest,
  vite("18"),
  vite("19"),
  next("next", {}),
  next("next-cache-components", { cacheComponents: true }),
  reactRouter,
  astro,
  typescript("5.6", ["node10", "node16", "nodenext", "bundler"]),
  typescript("5.9", ["node10", "node16", "nodenext", "bundler"]),
  typescript("6.0", ["node10", "node16", "nodenext", "bundler"]),
  typescript("7.0", ["node16", "nodenext", "bundler"]),
];
