import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../platform/cache/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { CallbackEvent, CallbackRequest, ParsedCallback, Verdict } from "../../providers/kit/callback.js";
import { unverified } from "../../providers/kit/callback.js";
import type { HttpRequest } from "../../providers/kit/request.js";
import type { Provider } from "../../providers/kit/provider.js";
import type { ChannelCallbacks, ChannelProviders, ChannelRow, OpenedProvider } from "../channels/index.js";
import type { ClaimedCallback } from "./callback.repository.js";

export interface CallbackReaderDeps {
  channelProviders: ChannelProviders;
  callbacks: ChannelCallbacks;
  providers: ReadonlyMap<string, Provider>;
}

/** The provider that sent a callback and its events, or the reason why it changes nothing. */
export type ReadCallback =
  | { kind: "events"; providerKey: string; events: CallbackEvent[] }
  | { kind: "nothing"; outcome: "unverified" | "unreadable"; reason: string };

/** A provider of the channel that sends callbacks. */
interface Candidate {
  provider: Provider;
  opened: OpenedProvider & { ok: true };
}

const KEY_TIMEOUT_MS = 10_000;
const KEY_MAX_BYTES = 64 * 1024;
/** A vendor does not replace the key at a URL; a new key gets a new URL. */
const KEY_CACHE_MS = 3_600_000;
const KEY_CACHE_MAX = 100;

/** Finds the provider that sent a stored request, and parses its events. */
export class CallbackReader {
  readonly #runtime: Runtime;
  readonly #deps: CallbackReaderDeps;
  readonly #keys: LRUCache<string, Promise<string>>;

  constructor(runtime: Runtime, deps: CallbackReaderDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#keys = new LRUCache({ max: KEY_CACHE_MAX, ...expiresAfter(runtime.clock, KEY_CACHE_MS) });
  }

  /** Reads callbacks of one channel, in the given order. */
  async read(channel: ChannelRow, callbacks: readonly ClaimedCallback[]): Promise<ReadCallback[]> {
    const { channelProviders, providers } = this.#deps;
    const { environment_id: environmentId, id } = channel;
    const stored = (await channelProviders.byChannel(environmentId, [id])).get(id) ?? [];
    const candidates = stored.flatMap((row): Candidate[] => {
      const [provider, opened] = [providers.get(row.provider_key), channelProviders.open(row)];
      return provider?.parseCallback && opened.ok ? [{ provider, opened }] : [];
    });
    return Promise.all(callbacks.map((callback) => this.#readOne(channel, callback, candidates)));
  }

  /** The sender is the first provider that verifies the request and can parse it. */
  async #readOne(
    channel: ChannelRow,
    callback: ClaimedCallback,
    candidates: readonly Candidate[],
  ): Promise<ReadCallback> {
    const request = await this.#requestOf(channel, callback);
    let failed: ReadCallback = {
      kind: "nothing",
      outcome: "unreadable",
      reason: "No provider of the channel has callbacks, or its secrets cannot be read.",
    };
    for (const candidate of candidates) {
      const verdict = await this.#verify(request, candidate);
      if (!verdict.ok) {
        failed = { kind: "nothing", outcome: "unverified", reason: verdict.reason };
        continue;
      }
      const parsed = this.#parse(request, candidate.provider);
      if (parsed.kind === "unreadable") failed = { kind: "nothing", outcome: "unreadable", reason: parsed.reason };
      else return this.#answer(parsed, candidate);
    }
    return failed;
  }

  async #requestOf(channel: ChannelRow, { handle, query, headers, body }: ClaimedCallback): Promise<CallbackRequest> {
    // Without a public URL no vendor knows this URL, so a signature over the URL cannot verify.
    const url = (await this.#deps.callbacks.urlOfDoor(channel.key, handle)) ?? "http://localhost/callbacks";
    const texts = Object.entries(headers ?? {}).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    );
    return { method: "POST", url: url + (query ?? ""), headers: Object.fromEntries(texts), body: body ?? "" };
  }

  /** Without a signing secret in the settings, the secret in the URL is the only proof. */
  async #verify(request: CallbackRequest, { provider, opened }: Candidate): Promise<Verdict> {
    const { verifyCallback, callbackSecret, callbackKeyUrl, isCallbackFor } = provider;
    try {
      if (isCallbackFor) {
        const verdict = isCallbackFor(request, opened.settings);
        if (!verdict.ok) return verdict;
      }
      if (!verifyCallback) return { ok: true };
      if (callbackSecret !== undefined) {
        const secret = opened.secrets[callbackSecret];
        return typeof secret === "string" ? verifyCallback(request, secret, this.#now()) : { ok: true };
      }
      const keyUrl = callbackKeyUrl?.(request) ?? null;
      if (keyUrl === null) return unverified("The callback does not say by whose key it was signed.");
      return verifyCallback(request, await this.#keyAt(keyUrl), this.#now());
    } catch (error) {
      this.#runtime.log.warn({ event: "callbacks.not_verified", providerKey: provider.key, err: error });
      return unverified("The signature could not be checked.");
    }
  }

  #parse(request: CallbackRequest, provider: Provider): ParsedCallback {
    try {
      return provider.parseCallback?.(request) ?? { kind: "unreadable", reason: "The provider has no callbacks." };
    } catch (error) {
      this.#runtime.log.error({ event: "callbacks.parse_failed", providerKey: provider.key, err: error });
      return { kind: "unreadable", reason: `The callback of ${provider.name} could not be read. Please report this.` };
    }
  }

  async #answer(
    parsed: Exclude<ParsedCallback, { kind: "unreadable" }>,
    { provider, opened }: Candidate,
  ): Promise<ReadCallback> {
    const providerKey = provider.key;
    if (parsed.kind === "events") return { kind: "events", providerKey, events: parsed.events };
    const request = provider.confirmCallback?.(parsed, opened.settings);
    if (request) await this.#ask(request);
    return { kind: "events", providerKey, events: [] };
  }

  /** A public key or certificate at a URL of the vendor. */
  #keyAt(url: string): Promise<string> {
    const request: HttpRequest = { kind: "http", method: "GET", url, headers: {}, body: null };
    return lookUp(this.#keys, url, () => this.#ask(request));
  }

  async #ask(request: HttpRequest): Promise<string> {
    const limits = { timeoutMs: KEY_TIMEOUT_MS, maxBytes: KEY_MAX_BYTES };
    const outcome = await this.#runtime.http.send(request, limits);
    if (outcome.kind === "answer" && outcome.status === 200) return outcome.body;
    const why = outcome.kind === "answer" ? `status ${outcome.status}` : outcome.code;
    throw new Error(`${new URL(request.url).host} did not answer as it should: ${why}.`);
  }

  #now(): number {
    return this.#runtime.clock.now();
  }
}
