import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const root = path.join(import.meta.dirname, "../..");

test("E-6, E-7, E-8, E-27, E-28: the packed packages load by import and by require, render on a server, and have types for every module resolution", async () => {
  const env = { ...process.env, NODE_OPTIONS: "", CI: "", CARILLON_REQUIRE_ALL: "" };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["scripts/apps.mjs", "--offline", "node", "typescript-6"],
    { cwd: root, env },
  );

  expect(stdout).toContain("2 apps, all fine");
}, 400_000);

test.each(["client-sdk", "feed-widget"])("%s contains its licence and names its repository", (folder) => {
  const read = (file: string): string => readFileSync(path.join(root, folder, file), "utf8");
  expect(read("LICENSE")).toBe(readFileSync(path.join(root, "LICENSE"), "utf8"));
  expect(JSON.parse(read("package.json"))).toMatchObject({
    repository: { directory: folder },
    homepage: expect.stringMatching(/^https:/),
    keywords: expect.arrayContaining(["notifications"]),
  });
  expect(read("README.md")).not.toMatch(/\]\(\.\.?\//);
});

test('E-6: every file of the widget that needs React in a browser says "use client", and plain functions do not', () => {
  const says = (file: string): boolean =>
    readFileSync(path.join(root, "feed-widget/src", file), "utf8").startsWith('"use client";');
  const files = ["provider/feed-provider.tsx", "feed/feed.tsx", "bell/feed-popover.tsx", "item/feed-item.tsx"];

  expect(files.filter((file) => !says(file))).toEqual([]);
  expect(says("labels.ts")).toBe(false);
});
