import { canonicalJson } from "../json.js";
import type { Transport } from "../transport/transport.js";
import type { ConnectionSnapshot, FeedOptions, Subscribable } from "../types.js";
import { Feed } from "./feed.js";
import { FeedHub } from "./hub.js";
import { MarkQueue } from "./mark-queue.js";

// Lists that were opened and left, kept with their items so that opening them again shows them at once.
const MAX_AT_REST = 30;

/** What feeds need from their client. */
export interface RegistryOptions {
  readonly transport: Transport;
  readonly connection: Subscribable<ConnectionSnapshot>;
  /** Name of the channel between the user's tabs; null for none. */
  tabsName(): Promise<string | null>;
}

/** The feeds of a client: equal options, one handle. */
export class FeedRegistry {
  private readonly feeds = new Map<string, Feed>();
  private readonly hub = new FeedHub();
  private readonly marks: MarkQueue;
  private hasJoined = false;

  constructor(private readonly options: RegistryOptions) {
    this.marks = new MarkQueue(options.transport, this.hub);
  }

  open(options: FeedOptions): Feed {
    const key = canonicalJson(options);
    const known = this.feeds.get(key);
    if (known !== undefined) return known;

    const { transport, connection } = this.options;
    const { recipient, channelKey, tenantId } = options;
    const feedKey = canonicalJson({ recipient, channelKey, tenantId });
    const hold = () => {
      this.joinTabs();
      return transport.hold();
    };
    const feed = new Feed(options, {
      transport: { ...transport, hold },
      connection,
      marks: this.marks,
      hub: this.hub,
      feedKey,
    });
    this.forgetOldest();
    this.feeds.set(key, feed);
    return feed;
  }

  close(): void {
    for (const feed of this.feeds.values()) feed.dispose();
    this.feeds.clear();
    this.hub.close();
  }

  /** With the first feed that starts, not before: a page rendered on a server has no tabs. */
  private joinTabs(): void {
    if (this.hasJoined) return;
    this.hasJoined = true;
    this.options.tabsName().then(
      (name) => {
        if (name !== null) this.hub.joinTabs(name);
      },
      // No token, no tabs; the feed itself will say why.
      () => {
        this.hasJoined = false;
      },
    );
  }

  private forgetOldest(): void {
    const atRest = [...this.feeds].filter(([, feed]) => !feed.isStarted);
    for (const [key, feed] of atRest.slice(0, Math.max(0, atRest.length - MAX_AT_REST))) {
      feed.dispose();
      this.feeds.delete(key);
    }
  }
}
