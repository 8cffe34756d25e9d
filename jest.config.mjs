import { spawnSync } from "node:child_process";

const ESM_FLAG = "--experimental-vm-modules";

// Jest loads ES modules only under a flag of Node's; with this, plain `npx jest` works too.
if (!process.execArgv.includes(ESM_FLAG) && !(process.env.NODE_OPTIONS ?? "").includes(ESM_FLAG)) {
  const flags = [ESM_FLAG, "--disable-warning=ExperimentalWarning"];
  const again = spawnSync(process.execPath, [...flags, ...process.argv.slice(1)], { stdio: "inherit" });
  process.exit(again.status ?? 1);
}

const swc = (isTsx) => [
  "@swc/jest",
  {
    jsc: {
      target: "es2022",
      parser: { syntax: "typescript", decorators: true, tsx: isTsx },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: false,
        useDefineForClassFields: false,
        react: { runtime: "automatic" },
      },
      keepClassNames: true,
    },
    module: { type: "es6" },
    sourceMaps: "inline",
  },
];

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  // The packages are tested from their sources: no build is needed first.
  moduleNameMapper: {
    "\\.css$": "<rootDir>/feed-widget/test/css-stub.js",
    "^@carillon/client$": "<rootDir>/client-sdk/src/index.ts",
    "^@carillon/client/(apollo|server|safety|tabs|cache|preferences|react-native|testing)$":
      "<rootDir>/client-sdk/src/$1/index.ts",
    "^@carillon/react$": "<rootDir>/feed-widget/src/index.ts",
    "^@carillon/react/(preferences|testing)$": "<rootDir>/feed-widget/src/$1/index.ts",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  transform: { "^.+\\.ts$": swc(false), "^.+\\.tsx$": swc(true) },
};

const server = {
  ...base,
  roots: ["<rootDir>/server/test"],
  globalSetup: "<rootDir>/server/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/server/test/support/global-teardown.mjs",
};

/** Unit tests need nothing; the others share one embedded Postgres and clone a database per file from a template. */
export default {
  testTimeout: 120_000,
  workerIdleMemoryLimit: "700MB",
  maxWorkers: 2,
  projects: [
    { ...base, displayName: "unit", roots: ["<rootDir>/server/src"], testMatch: ["**/*.test.ts"] },
    {
      ...server,
      displayName: "server",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/server/test/e2e/"],
    },
    { ...base, displayName: "client", roots: ["<rootDir>/client-sdk"], testMatch: ["**/{src,test}/**/*.test.ts"] },
    {
      ...base,
      displayName: "widget",
      roots: ["<rootDir>/feed-widget"],
      testMatch: ["**/{src,test}/**/*.test.{ts,tsx}"],
      testEnvironment: "jsdom",
    },
    { ...base, displayName: "dashboard", roots: ["<rootDir>/dashboard/test"], testMatch: ["**/*.test.ts"] },
    { ...server, displayName: "e2e", testMatch: ["**/e2e/**/*.test.ts"] },
  ],
};
