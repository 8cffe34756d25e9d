import { openBuilt } from "../built-page.mjs";
import { commandsOf, filesOf } from "./blocks.mjs";

const README = "feed-widget/README.md";
const GUIDE = "docs/guides/frontend.md";

/** Declarations for what the reader's app has already. */
const GLOBALS = `import type { BrowserClient, FeedSnapshot } from "@carillon/client";
import type { FeedEmptyProps, FeedErrorProps, FeedItemProps, FeedLanguage } from "@carillon/react";
import type { ComponentType } from "react";

declare global {
  function fetchToken(): Promise<string>;
  function render(snapshot: FeedSnapshot): void;
  const router: { push(url: string): void };
  const client: BrowserClient;
  const MyPage: ComponentType;
  const MyItem: ComponentType<FeedItemProps>;
  const MyEmpty: ComponentType<FeedEmptyProps>;
  const MyError: ComponentType<FeedErrorProps>;
  const MySkeleton: ComponentType;
  function setLanguage(language: FeedLanguage): void;
}
`;

const WORKFLOWS = `export type Workflows = { mention: { data: { documentId: string }; feedData: { documentId: string } } };\n`;

const main = (component, from, token) => `import { createRoot } from "react-dom/client";
import { ${component} } from "${from}";

const reader = { fetchToken: async () => ${JSON.stringify(token)}, router: { push: (url: string) => history.pushState({}, "", url) } };
Object.assign(globalThis, reader);
createRoot(document.getElementById("root")!).render(<${component} user={{ id: "ada" }} />);
`;

const tsconfig = {
  compilerOptions: {
    ...{ strict: true, noEmit: true, jsx: "react-jsx", target: "ES2022", lib: ["ES2023", "DOM"], skipLibCheck: true },
    ...{ module: "ESNext", moduleResolution: "Bundler", types: ["vite/client"] },
  },
  include: ["src"],
};

const project = (component, from, token) => ({
  "index.html": `<div id="root"></div><script type="module" src="/src/main.tsx"></script>`,
  "tsconfig.json": JSON.stringify(tsconfig),
  "src/reader.d.ts": GLOBALS,
  "src/main.tsx": main(component, from, token),
});

const replaced = ({ url, keys }) => ({
  "https://notify.example.com/graphql": `${url}/graphql`,
  "pk_…": keys.publicKey,
});

const PACKAGES = ["vite@8", "typescript@5.9", "react@19", "react-dom@19", "@types/react@19", "@types/react-dom@19"];

/** Opens the built app: Ada's bell opens, shows the notification, and navigates to its target. */
function openBell({ folder, carillon, document }) {
  return openBuilt({ folder, carillon }, async (page) => {
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await carillon.mention("ada", document);
    const item = page.getByRole("article").filter({ hasText: document });
    await item.waitFor();
    await item.getByRole("link").first().click();
    await page.waitForURL(/\?document=plan/);
  });
}

const around = {
  "src/headless.tsx": {
    before: `import { useConnection, useFeed, useFeedCounts } from "@carillon/react";\n\nexport function Headless() {\n`,
    after: "  return [items, counts, status, hasNextPage, feed, unseen, unread, connection].length;\n}\n",
  },
  "src/parts.tsx": { before: `import { Feed } from "@carillon/react";\nexport const feed = (\n`, after: ");\n" },
  "src/my-page.test.tsx": {
    before: `// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Feed } from "@carillon/react";

const MyPage = () => <Feed />;
test("the page shows what arrives", async () => {
`,
    after: "});\n",
  },
};

/**
 * The README of the React package: all code compiles, its test passes, and the bell works in Chromium with a signed
 * token.
 */
export const reactReadme = {
  name: "readme-react",
  packages: [...PACKAGES, "vitest@4", "jsdom@27", "@testing-library/react@16", "@testing-library/dom@10"],
  files: (carillon) => ({
    ...project("Notifications", "./notifications", carillon.signing.tokenOf("ada")),
    ...filesOf(README, { around, replaced: replaced(carillon) }),
  }),
  commands: (carillon) => [...commandsOf(README, replaced(carillon)), ["tsc"], ["vite", "build"], ["vitest", "run"]],
  verify: ({ folder, carillon }) => openBell({ folder, carillon, document: "The README" }),
};

const aroundGuide = {
  "src/typed.ts": {
    before: `import { useFeed } from "@carillon/react";\nexport function useDocuments() {\n`,
    after: "return items.map(({ data }) => data.documentId);\n}\n",
  },
  "src/feed.ts": { before: `import { createClient } from "@carillon/client";\n` },
};

/** The guide for the frontend: all code compiles, and the bell works in Chromium. */
export const frontendGuide = {
  name: "guide-frontend",
  packages: PACKAGES,
  files: (carillon) => ({
    ...project("Notifications", "./notifications", carillon.signing.tokenOf("ada")),
    "src/carillon.types.ts": WORKFLOWS,
    ...filesOf(GUIDE, { around: aroundGuide, replaced: replaced(carillon) }),
  }),
  commands: (carillon) => [...commandsOf(GUIDE, replaced(carillon)), ["tsc"], ["vite", "build"]],
  verify: ({ folder, carillon }) => openBell({ folder, carillon, document: "The guide" }),
};
