/** The widget's style sheet as a text, by the build. */
declare module "@carillon/styles" {
  export const css: string;
}

/** The feed of the widget, fetched when it is first shown, by the build. */
declare module "@carillon/late-feed" {
  import type { Feed } from "@carillon/react";
  export const LateFeed: typeof Feed;
}
