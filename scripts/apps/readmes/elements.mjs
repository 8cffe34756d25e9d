import { ringBell } from "../built-page.mjs";
import { commandsOf, filesOf } from "./blocks.mjs";

const DOCUMENT = "elements/README.md";

/** Declarations for what the reader's app has already. */
const GLOBALS = `declare function fetchToken(): Promise<string>;
declare const router: { push(url: string): void };
declare const user: { id: string };
`;

const tsconfig = {
  compilerOptions: {
    ...{ checkJs: true, noEmit: true, target: "ES2022", lib: ["ES2023", "DOM"], skipLibCheck: true, types: [] },
    ...{ module: "ESNext", moduleResolution: "Bundler", allowJs: true },
  },
  include: ["*.js", "*.d.ts"],
};

const around = { "bell.js": { before: `import "@carillon/elements";\n` } };

const replaced = ({ url, keys }) => ({
  "https://notify.example.com/graphql": `${url}/graphql`,
  "pk_…": keys.publicKey,
  'user-id="ada"': 'user-id="grace"',
});

/** The README of the elements: its script type-checks, and the bell of its page works. */
export const elementsReadme = {
  name: "readme-elements",
  uses: ["@carillon/client", "@carillon/elements"],
  packages: ["vite@8", "typescript@5.9"],
  files: (carillon) => ({
    "tsconfig.json": JSON.stringify(tsconfig),
    "reader.d.ts": GLOBALS,
    ...filesOf(DOCUMENT, { around, replaced: replaced(carillon) }),
  }),
  commands: (carillon) => [...commandsOf(DOCUMENT, replaced(carillon)), ["tsc"], ["vite", "build"]],
  verify: ({ folder, carillon }) => ringBell({ folder, carillon, name: "readme-elements", hasRouter: false }),
};
