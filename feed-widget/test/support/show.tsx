import "@testing-library/jest-dom/jest-globals";
import { cleanup, render, type RenderResult } from "@testing-library/react";
import { StrictMode, type ReactElement } from "react";
import { FeedProvider, type FeedProviderProps } from "../../src/index.js";
import { createFakeClient, type FakeClient } from "./fake-client.js";

export interface Shown extends RenderResult {
  readonly client: FakeClient;
}

/** Renders parts inside a provider, under StrictMode as careful applications do. */
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
