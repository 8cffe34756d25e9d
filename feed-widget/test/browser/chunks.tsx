// A page for tests in a browser: a popover over a feed in memory, whose late parts are chunks of their own, as bundlers make them.
import { createTestClient } from "@carillon/client/testing";
import { createRoot } from "react-dom/client";
import { FeedPopover, FeedProvider } from "../../src/index.js";

const { client, feed } = createTestClient({
  items: [{ text: "Grace commented" }, { text: "Ada answered" }, { text: "Alan agreed" }],
});
const errors: string[] = [];

createRoot(document.getElementById("root") as HTMLElement).render(
  <FeedProvider client={client} onError={({ code }) => void errors.push(code)}>
    <FeedPopover marksSeen={false} />
  </FeedProvider>,
);
Object.assign(globalThis, { carillonScene: { feed, errors } });
