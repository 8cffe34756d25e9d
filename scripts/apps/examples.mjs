import { ringBell } from "./built-page.mjs";
import { runInBareEngine } from "./react-native.mjs";

/**
 * The apps of `examples/` that are not workspaces. Each is copied to an empty folder, installs the tarballs of the
 * packages that it uses, and runs its own scripts. Then Chromium checks that its bell works. For React Native, its
 * tests run, and the client runs as Metro bundles it.
 */
const onElements = (name, { build = () => [], ...rest } = {}) => ({
  name,
  example: name,
  packages: [],
  commands: ({ keys }) => [
    ["npm", "run", "check"],
    ["npm", "run", "build", ...build(keys)],
  ],
  verify: ({ folder, carillon }) => ringBell({ folder, carillon, name }),
  ...rest,
});

const reactNative = {
  name: "react-native",
  example: "react-native",
  node: 24,
  packages: [],
  commands: [
    ["npm", "run", "check"],
    ["npm", "test"],
  ],
  verify: runInBareEngine,
};

export const EXAMPLES = [
  reactNative,
  onElements("html"),
  onElements("vue"),
  onElements("svelte"),
  onElements("angular", {
    node: 24,
    build: ({ publicKey }) => ["--", "--define", `CARILLON_PUBLIC_KEY='${publicKey}'`],
  }),
];
