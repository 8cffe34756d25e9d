import "@testing-library/jest-dom/jest-globals";
import { beforeAll } from "@jest/globals";
import { cleanup, configure, render, type RenderResult } from "@testing-library/react";
import { StrictMode, type ReactElement } from "react";
import { FeedProvider, type FeedProviderProps } from "../../src/index.js";
import { feedPart } from "../../src/late/load-feed.js";
import { announcerPart } from "../../src/late/load-announcer.js";
import { interactionPart } from "../../src/late/load-interaction.js";
import { popoverPart } from "../../src/late/load-popover.js";
import { createFakeClient, type FakeClient } from "./fake-client.js";

// A generous timeout for a busy machine.
configure({ asyncUtilTimeout: 20_000 });

// Loads the lazy parts first, as on a page that has been idle for a moment.
beforeAll(async () => {
  await Promise.all([announcerPart, feedPart, interactionPart, popoverPart].map((part) => part.load()));
});

export interface Shown extends RenderResult {
  readonly client: FakeClient;
}

/** Renders parts inside a provider, under StrictMode. */
export function show(
  parts: ReactElement,
  props: Partial<FeedProviderProps> = {},
  client: FakeClient = createFakeClient(),
): Shown {
  cleanup();
  const shown = render(
    <StrictMode>
      <FeedProvider {...props} client={client}>
        {parts}
      </FeedProvider>
    </StrictMode>,
  );
  return { ...shown, client };
}
