import { expect, test } from "@jest/globals";
import { databaseTrouble } from "./database-trouble.js";

const ADDRESS = { setting: "DATABASE_URL", url: "postgres://ada:secret@db.example:5433/carillon" };

test.each([["Query runner already released. Cannot run queries anymore."], ["Client was closed and is not queryable"]])(
  "X-05: a session that ends between two statements of a migration causes a readable error (%s)",
  (message) => {
    const trouble = databaseTrouble(new Error(message), ADDRESS);
    expect(trouble?.message).toMatch(
      /^DATABASE_URL: the connection to db\.example, port 5433 was lost .* Start again\.$/,
    );
  },
);

test("an error that no setting can fix is unchanged", () => {
  expect(databaseTrouble(new Error("a mistake of ours"), ADDRESS)).toBeNull();
});
