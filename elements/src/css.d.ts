/** The widget's style sheet as a string. The build provides this module. */
declare module "@carillon/styles" {
  export const css: string;
}

/** The widget's feed, loaded when it is first shown. The build provides this module. */
declare module "@carillon/late-feed" {
  import type { Feed } from "@carillon/react";
  export const LateFeed: typeof Feed;
}
