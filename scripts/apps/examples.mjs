import { ringBell } from "./built-page.mjs";
import { runInBareEngine } from "./react-native.mjs";

/**
 * The apps of `examples/` that are no workspaces. Each is copied out, gets the tarballs of the packages that it names, and runs its own
 * scripts; then its bell rings in Chromium. React Native's has its tests, and its client runs as Metro bundles it.
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
