// A page for browser tests: a popover on an in-memory feed, with its lazy parts as separate chunks, as bundlers make
// them.
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
