import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../../platform/cache/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { ChannelService, ChannelType } from "../../channels/index.js";
import { offeredChoices, type OfferedChoice } from "./offered-choices.js";
import { OfferRepository, type OfferedRow } from "./offer.repository.js";

/** Workflows of an environment that are shown, and for how long a process remembers them. */
const WORKFLOWS_MAX = 200;
const CACHE_MS = 3000;
const CACHE_MAX = 1000;

/** The choices that an environment offers its users; at most a few seconds old. */
export class OfferService {
  readonly #runtime: Runtime;
  readonly #channels: ChannelService;
  readonly #offers = new OfferRepository();
  readonly #choices: LRUCache<number, Promise<OfferedChoice<ChannelType>[]>>;

  constructor(runtime: Runtime, channels: ChannelService) {
    this.#runtime = runtime;
    this.#channels = channels;
    this.#choices = new LRUCache({ max: CACHE_MAX, ...expiresAfter(runtime.clock, CACHE_MS) });
  }

  /** Returns the same objects while they are cached, so that results that are cached by object identity stay valid. */
  choices({ environmentId }: Scope): Promise<OfferedChoice<ChannelType>[]> {
    return lookUp(this.#choices, environmentId, () => this.#read(environmentId));
  }

  async #read(environmentId: number): Promise<OfferedChoice<ChannelType>[]> {
    const rows = await this.#offers.offered(this.#runtime.database, environmentId, WORKFLOWS_MAX);
    const workflows = rows.map(({ override_preferences, is_commercial, channel_keys, ...row }: OfferedRow) => ({
      ...row,
      overridePreferences: override_preferences,
      isCommercial: is_commercial,
      channelKeys: channel_keys,
    }));
    return offeredChoices(workflows, await this.#channels.allOf(environmentId));
  }
}
