import type { SendOutcome } from "../../../platform/http-client/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { CheckRequest } from "../../../providers/kit/request.js";
import type { ChannelProviders, ChannelRow, ChannelService, OpenedProvider } from "../../channels/index.js";
import type { Scope } from "../../requests/index.js";
import { Redaction } from "../sending/request-log.js";
import type { AccessTokens } from "../tokens/access-tokens.service.js";
import { refusedSettings, verdictOf, withoutCall, withoutToken, type SettingsVerdict } from "./settings-verdict.js";

/** The verdict about one provider of a channel. */
export interface ProviderVerdict extends SettingsVerdict {
  providerKey: string;
}

export interface SettingsChecksDeps {
  channels: ChannelService;
  channelProviders: ChannelProviders;
  providers: ReadonlyMap<string, Provider>;
  tokens: AccessTokens;
}

/** How long a vendor has for its answer: somebody waits for the form. */
const TIMEOUT_MS = 5000;
/** Of these, what a vendor of access tokens has. */
const TOKEN_MS = 2500;
const ANSWER_MAX_BYTES = 64 * 1024;

/** Asks vendors whether they take the settings of a channel, by a call that sends nothing. */
export class SettingsChecks {
  readonly #runtime: Runtime;
  readonly #deps: SettingsChecksDeps;

  constructor(runtime: Runtime, deps: SettingsChecksDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  async byKey(scope: Scope, channelKey: string): Promise<{ channel: ChannelRow; verdicts: ProviderVerdict[] }> {
    const channel = await this.#deps.channels.existing(scope, channelKey);
    return { channel, verdicts: await this.ofChannel(scope, channel.id) };
  }

  /** About each provider of the channel as it is stored, in order of failover. All vendors are asked at once. */
  async ofChannel({ environmentId }: Scope, channelId: number): Promise<ProviderVerdict[]> {
    const { channelProviders } = this.#deps;
    const rows = (await channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    return Promise.all(
      rows.map(async (row) => ({
        providerKey: row.provider_key,
        ...(await this.#judge(channelProviders.open(row))),
      })),
    );
  }

  async #judge(opened: OpenedProvider): Promise<SettingsVerdict> {
    const provider = this.#deps.providers.get(opened.providerKey);
    if (!provider) {
      const reason = `This release has no provider "${opened.providerKey}".`;
      return refusedSettings({ code: "unknown_provider", reason });
    }
    if (!opened.ok) {
      const reason = "The stored credentials cannot be read. See the channel's issues.";
      return refusedSettings({ code: `secrets_${opened.reason}`, reason });
    }
    const { settings, secrets } = opened;
    try {
      const verdict = await this.#ask(provider, settings, secrets);
      return { ...verdict, message: new Redaction(secrets).words(verdict.message) ?? "" };
    } catch (error) {
      this.#runtime.log.error({ event: "delivery.check_failed", providerKey: provider.key, err: error });
      const message = `${provider.name} could not be asked: the check failed. See the server's log.`;
      return { state: "UNKNOWN", code: "check_failed", message };
    }
  }

  async #ask(provider: Provider, settings: JsonObject, secrets: JsonObject): Promise<SettingsVerdict> {
    const { name, accessToken, checkSettings } = provider;
    if (!checkSettings) return withoutCall(name);
    const { clock } = this.#runtime;
    const local = checkSettings.buildRequest(settings, { ...secrets, accessToken: "" }, clock.now());
    if (local.kind === "unsendable") return refusedSettings(local);
    if (local.kind === "local") return withoutCall(name);
    const made = accessToken
      ? await this.#deps.tokens.make({ provider, settings, credentials: secrets }, { scope: "", timeoutMs: TOKEN_MS })
      : null;
    if (made && "outcome" in made) return withoutToken(name, made);
    const credentials = made ? { ...secrets, accessToken: made.token } : secrets;
    const request = checkSettings.buildRequest(settings, credentials, clock.now());
    if (request.kind === "unsendable") return refusedSettings(request);
    const outcome = await this.#call(request, accessToken ? TIMEOUT_MS - TOKEN_MS : TIMEOUT_MS);
    return outcome === null ? withoutCall(name) : verdictOf(name, outcome, checkSettings.readAnswer);
  }

  async #call(request: Exclude<CheckRequest, { kind: "unsendable" }>, timeoutMs: number): Promise<SendOutcome | null> {
    const { http } = this.#runtime;
    const limits = { timeoutMs, maxBytes: ANSWER_MAX_BYTES };
    switch (request.kind) {
      case "local":
        return null;
      case "http":
        return http.send(request, limits);
      case "smtp-login":
        return http.sendMail(request, limits);
    }
  }
}
