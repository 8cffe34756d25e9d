import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { ChannelService, ChannelType } from "../../channels/index.js";
import { offeredChoices, type OfferedChoice } from "./offered-choices.js";
import { OfferRepository, type OfferedRow } from "./offer.repository.js";

/** Workflows of an environment that are shown, and for how long a process remembers them. */
const WORKFLOWS_MAX = 200;
const CACHE_MS = 3000;
const CACHE_MAX = 1000;

interface CachedChoices {
  choices: Promise<OfferedChoice<ChannelType>[]>;
  readUntil: number;
}

/** What an environment offers its users to choose about; a few seconds old at most. */
export class OfferService {
  readonly #runtime: Runtime;
  readonly #channels: ChannelService;
  readonly #offers = new OfferRepository();
  readonly #cached = new Map<number, CachedChoices>();

  constructor(runtime: Runtime, channels: ChannelService) {
    this.#runtime = runtime;
    this.#channels = channels;
  }

  /** The same objects as long as they are remembered, so that what rules say of them is remembered as well. */
  choices({ environmentId }: Scope): Promise<OfferedChoice<ChannelType>[]> {
    const now = this.#runtime.clock.monotonic();
    const known = this.#cached.get(environmentId);
    if (known && known.readUntil > now) return known.choices;
    if (this.#cached.size >= CACHE_MAX) this.#cached.clear();
    const entry = { choices: this.#read(environmentId), readUntil: now + CACHE_MS };
    this.#cached.set(environmentId, entry);
    entry.choices.catch(() => this.#cached.get(environmentId) === entry && this.#cached.delete(environmentId));
    return entry.choices;
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
