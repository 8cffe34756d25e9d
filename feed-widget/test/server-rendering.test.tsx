/** @jest-environment node */
import { expect, jest, test } from "@jest/globals";
import { renderToString } from "react-dom/server";
import { Feed, FeedPopover, FeedProvider } from "../src/index.js";
import { createFakeClient, itemOf } from "./support/fake-client.js";

test("it renders without a window, and starts nothing there", () => {
  const client = createFakeClient();
  client.handle().show({ items: [itemOf(1)] });
  const html = renderToString(
    <FeedProvider client={client}>
      <FeedPopover />
      <Feed />
    </FeedProvider>,
  );
  expect(html).toContain("did thing 1");
  expect(client.handle().startedCount).toBe(0);
});

test("a client may be created there too", () => {
  const html = renderToString(
    <FeedProvider endpoint="https://notify.example.com/graphql" publicKey="pk_1" userId="ada">
      <Feed />
    </FeedProvider>,
  );
  expect(html).toContain("Loading notifications");
});

test("E-8, F5: an open popover renders its bell, and nothing that needs a document", () => {
  const html = renderToString(
    <FeedProvider endpoint="/graphql" publicKey="pk_1" userToken={() => "t"}>
      <FeedPopover defaultOpen />
      <Feed />
    </FeedProvider>,
  );
  expect(html).toContain("carillon-bell");
});

test("E-9: rendering uses neither randomness nor the clock", () => {
  const chance = jest.spyOn(Math, "random");
  const clock = jest.spyOn(Date, "now");
  const client = createFakeClient();
  client.handle().show({ items: [itemOf(1)] });
  renderToString(
    <FeedProvider client={client}>
      <FeedPopover />
      <Feed />
    </FeedProvider>,
  );
  renderToString(
    <FeedProvider endpoint="/graphql" publicKey="pk_1" userToken={() => "t"}>
      <Feed />
    </FeedProvider>,
  );
  expect(chance).not.toHaveBeenCalled();
  expect(clock).not.toHaveBeenCalled();
  chance.mockRestore();
  clock.mockRestore();
});
