import { LateFeed } from "@carillon/late-feed";
import { FeedPopover, type FeedProps } from "@carillon/react";
import { createElement, type ReactElement } from "react";
import { CarillonElement } from "./carillon-element.js";

/** `<carillon-feed>`: heading, tabs and list. It fills the height that it is given. */
export class CarillonFeed extends CarillonElement {
  protected content(props: FeedProps): ReactElement {
    return createElement(LateFeed, props);
  }
}

/** `<carillon-bell>`: a bell button that opens a feed. */
export class CarillonBell extends CarillonElement {
  #isShown = false;

  /** Whether the feed is open. */
  get open(): boolean {
    return this.#isShown;
  }

  set open(isOpen: boolean) {
    if (this.#isShown === isOpen) return;
    this.#isShown = isOpen;
    this.update();
  }

  protected content(props: FeedProps): ReactElement {
    const badge = this.get("badge") as "unseen" | "unread" | "total" | undefined;
    return createElement(FeedPopover, {
      ...props,
      bell: { badge },
      isOpen: this.#isShown,
      onOpenChange: (isOpen) => {
        this.open = isOpen;
        this.tell("carillon-open-change", { isOpen });
      },
    });
  }
}

// If a page loads the script twice, the first definition stays.
if (typeof customElements !== "undefined") {
  if (!customElements.get("carillon-feed")) customElements.define("carillon-feed", CarillonFeed);
  if (!customElements.get("carillon-bell")) customElements.define("carillon-bell", CarillonBell);
}
