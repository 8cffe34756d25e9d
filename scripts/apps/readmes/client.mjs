import { commandsOf, filesOf } from "./blocks.mjs";

const DOCUMENT = "client-sdk/README.md";

/** Declarations for what the reader's app has already: a backend with a key, and a signed-in user. */
const GLOBALS = `import type { BrowserClient, NotifyInput, ServerClient } from "@carillon/client";

declare global {
  const AppState: import("@carillon/client/react-native").AppStateLike;
  const AsyncStorage: import("@carillon/client/react-native").AsyncStorageLike;
  function fetchToken(): Promise<string>;
  const endpoint: string;
  const publicKey: string;
  const secretKey: string;
  const userToken: () => Promise<string>;
  const carillon: ServerClient;
  const client: BrowserClient;
  const input: NotifyInput;
  const id: string;
}
`;

/** Code that runs before a program, in place of the reader's own code. */
const READER = `import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket;
globalThis.fetchToken = () => import("./out/token.js").then(({ token }) => token);
`;

const importing = (names, from = "@carillon/client") => `import { ${names} } from "${from}";\n`;

const around = {
  "feed.ts": { before: importing("createClient"), after: "stop();\nclient.close();\n" },
  "token.ts": { after: "export { token };\n" },
  "request.ts": { after: "export { trigger };\n" },
  "errors.ts": { before: importing("CarillonError") },
  "cache.ts": { before: importing("createClient") },
  "tabs.ts": { before: importing("createClient") },
  "apollo.ts": {
    before: importing("createClient") + importing("ApolloClient, InMemoryCache", "@apollo/client"),
    after: "export { apollo };\n",
  },
};

const replaced = ({ url, keys, signing }) => ({
  "http://localhost:4000/graphql": `${url}/graphql`,
  "sk_…": keys.secretKey,
  "pk_…": keys.publicKey,
  "key_…": signing.keyId,
});

const tsconfig = {
  compilerOptions: {
    ...{ strict: true, target: "ES2022", lib: ["ES2023", "DOM"], types: ["node"], skipLibCheck: true },
    ...{ module: "NodeNext", moduleResolution: "NodeNext", outDir: "out" },
  },
  include: ["*.ts"],
};

/**
 * The README of the client: all code compiles, all commands run, a backend sends a notification, and a user's feed
 * marks the item.
 */
export const clientReadme = {
  name: "readme-client",
  uses: ["@carillon/client"],
  packages: ["typescript@5.9", "@types/node@22", "ws@8", "@apollo/client@4", "graphql@16", "rxjs@7"],
  files: (carillon) => ({
    "package.json": JSON.stringify({ name: "readme-client", private: true, type: "module" }),
    "tsconfig.json": JSON.stringify(tsconfig),
    "reader.d.ts": GLOBALS,
    "reader.mjs": READER,
    ...filesOf(DOCUMENT, { around, replaced: replaced(carillon) }),
  }),
  env: ({ keys, signing }) => ({ CARILLON_SECRET_KEY: keys.secretKey, CARILLON_SIGNING_KEY: signing.privateKey }),
  commands: (carillon) => [
    ...commandsOf(DOCUMENT, replaced(carillon)),
    ["tsc"],
    ["node", "out/notify.js"],
    ["node", "--import", "./reader.mjs", "out/feed.js"],
  ],
  async verify({ carillon }) {
    const { feed } = await carillon.ask('{ feed(recipient: { userId: "ada" }) { counts { total unread } } }');
    const { total, unread } = feed.counts;
    if (total === 0 || unread > 0) throw new Error(`Ada has ${total} items, ${unread} of them unread.`);
  },
};
