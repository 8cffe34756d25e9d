import { badInput, checkSize, checkText, refused, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { recordCall } from "../audit/index.js";
import { parseCondition } from "../conditions/index.js";
import type { Scope } from "../requests/index.js";
import type { ChannelType } from "./channel-type.js";
import type { ChannelRepository, ChannelRow, ChannelValues } from "./channel.repository.js";
import type { ChannelService } from "./channel.service.js";
import type { ChannelDataRepository } from "./data/channel-data.repository.js";
import type { ChannelProviders, CheckedProviders, GivenProvider } from "./providers/channel-providers.service.js";
import type { OnUncertain } from "./providers/provider-kind.js";
import { noSuchChannel } from "./unknown-channel.js";

/** A new channel. Omitted and null fields get their defaults. */
export interface NewChannel {
  channelKey: string;
  type: ChannelType;
  name: string;
  providers?: readonly GivenProvider[] | null;
  isSandbox?: boolean | null;
  onUncertain?: OnUncertain | null;
  conditions?: JsonObject | null;
  overrides?: JsonObject | null;
}

/** A change of a channel. Omitted fields stay, and so do null fields, except `onUncertain`, `conditions` and `overrides`. */
export interface ChannelChange {
  channelKey: string;
  name?: string | null;
  isDefault?: boolean | null;
  isSandbox?: boolean | null;
  onUncertain?: OnUncertain | null;
  conditions?: JsonObject | null;
  overrides?: JsonObject | null;
  providers?: readonly GivenProvider[] | null;
}

export interface ChannelChangesDeps {
  channels: ChannelService;
  rows: ChannelRepository;
  providers: ChannelProviders;
  dataRows: ChannelDataRepository;
  /** What is wrong with overrides for a type of channel. */
  checkOverrides(type: ChannelType, overrides: JsonObject, path: readonly string[]): InputIssue[];
}

const OVERRIDES_MAX_BYTES = 16 * 1024;

/** Creates, changes and deletes channels. */
export class ChannelChanges {
  readonly #runtime: Runtime;
  readonly #deps: ChannelChangesDeps;

  constructor(runtime: Runtime, deps: ChannelChangesDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /**
   * Creates a channel in the caller's transaction. The first of its type becomes the default. Call `invalidate` after
   * the commit.
   */
  async create(tx: Tx, { environmentId }: Scope, input: NewChannel): Promise<void> {
    const { rows, providers } = this.#deps;
    const checked = providers.check(input.providers ?? [], input.type);
    const issues = [
      ...checkKey(input.channelKey),
      ...checkName(input.name),
      ...checkConditions(input.conditions),
      ...this.#checkOverrides(input.type, input.overrides),
      ...issuesOf(checked),
    ];
    if (!checked.ok || issues.length > 0) throw badInput(issues);

    await rows.lockEnvironment(tx, environmentId);
    const others = await this.#live(tx, environmentId);
    const channelId = await rows.insert(tx, {
      public_id: this.#runtime.newUuid(),
      environment_id: environmentId,
      key: input.channelKey,
      type: input.type,
      name: input.name,
      is_default: !others.some((channel) => channel.type === input.type && channel.is_default),
      is_sandbox: input.isSandbox ?? false,
      has_address: providers.haveAddress(checked.providers),
      conditions: input.conditions ?? null,
      overrides: input.overrides ?? null,
      on_uncertain: input.onUncertain ?? null,
      created_at: new Date(this.#runtime.clock.now()),
    });
    if (channelId === null) throw taken(input.channelKey);
    await providers.replace(tx, { environmentId, channelId }, checked.providers);
  }

  /** Changes a channel. The change also applies to unsent messages. */
  async update(scope: Scope, change: ChannelChange): Promise<ChannelRow> {
    const { environmentId } = scope;
    const issues = change.name == null ? [] : checkName(change.name);
    issues.push(...checkConditions(change.conditions));
    if (change.isDefault === false) issues.push(alwaysOneDefault());
    if (issues.length > 0) throw badInput(issues);

    await this.#runtime.database.transaction(async (tx) => {
      const { rows } = this.#deps;
      await rows.lockEnvironment(tx, environmentId);
      const live = await this.#live(tx, environmentId);
      const channel = findKey(live, change.channelKey);
      const faults = this.#checkOverrides(channel.type, change.overrides);
      if (faults.length > 0) throw badInput(faults);
      await this.#replaceProviders(tx, channel, change.providers ?? null);
      const former = live.find(({ type, is_default }) => type === channel.type && is_default);
      if (change.isDefault === true && former) await rows.update(tx, former, { is_default: false });
      const values = valuesOf(change);
      if (Object.keys(values).length > 0) await rows.update(tx, channel, values);
      await recordCall(tx, scope, { before: { name: channel.name } });
    });
    this.#deps.channels.invalidate(environmentId);
    const row = await this.#deps.channels.byKey(scope, change.channelKey);
    if (!row) throw noSuchChannel(change.channelKey);
    return row;
  }

  /**
   * Deletes a channel with its secrets and its recipients' channel data. The row stays, because messages refer to it.
   * If the channel was the default of its type, the oldest remaining one becomes the default. Returns whether the
   * channel existed.
   */
  async delete(scope: Scope, channelKey: string): Promise<boolean> {
    const { environmentId } = scope;
    const wasKnown = await this.#runtime.database.transaction(async (tx) => {
      const { rows, providers, dataRows } = this.#deps;
      await rows.lockEnvironment(tx, environmentId);
      const live = await this.#live(tx, environmentId);
      const channel = live.find(({ key }) => key === channelKey);
      if (!channel) return false;
      await recordCall(tx, scope);
      await providers.replace(tx, { environmentId, channelId: channel.id }, []);
      await dataRows.deleteOfChannel(tx, environmentId, channel.id);
      await rows.update(tx, channel, { deleted_at: new Date(this.#runtime.clock.now()), is_default: false });
      const next = live.find(({ id, type }) => type === channel.type && id !== channel.id);
      if (channel.is_default && next) await rows.update(tx, next, { is_default: true });
      return true;
    });
    this.#deps.channels.invalidate(environmentId);
    return wasKnown;
  }

  #checkOverrides(type: ChannelType, overrides: JsonObject | null | undefined): InputIssue[] {
    if (overrides == null) return [];
    const tooLarge = checkSize(overrides, ["overrides"], OVERRIDES_MAX_BYTES);
    return tooLarge.length > 0 ? tooLarge : this.#deps.checkOverrides(type, overrides, ["overrides"]);
  }

  async #replaceProviders(tx: Tx, channel: ChannelRow, given: readonly GivenProvider[] | null): Promise<void> {
    if (given === null) return;
    const { providers } = this.#deps;
    const { environment_id: environmentId, id: channelId } = channel;
    const stored = (await providers.byChannel(environmentId, [channelId], tx)).get(channelId) ?? [];
    const checked = providers.check(given, channel.type, stored);
    if (!checked.ok) throw badInput(checked.issues);
    await providers.replace(tx, { environmentId, channelId }, checked.providers);
    await this.#deps.rows.update(tx, channel, { has_address: providers.haveAddress(checked.providers) });
  }

  async #live(tx: Tx, environmentId: number): Promise<ChannelRow[]> {
    return (await this.#deps.rows.allOf(tx, environmentId)).filter(({ deleted_at }) => deleted_at === null);
  }
}

function valuesOf(change: ChannelChange): ChannelValues {
  return {
    ...(change.name != null && { name: change.name }),
    ...(change.isDefault === true && { is_default: true }),
    ...(change.isSandbox != null && { is_sandbox: change.isSandbox }),
    ...(change.conditions !== undefined && { conditions: change.conditions }),
    ...(change.overrides !== undefined && { overrides: change.overrides }),
    ...(change.onUncertain !== undefined && { on_uncertain: change.onUncertain }),
  };
}

function issuesOf(checked: CheckedProviders): InputIssue[] {
  return checked.ok ? [] : checked.issues;
}

function checkName(name: string): InputIssue[] {
  const issues = checkText(name, ["name"], 255);
  if (name.trim() === "") issues.push({ path: ["name"], code: "empty", message: "A name may not be empty." });
  return issues;
}

function checkConditions(conditions: JsonObject | null | undefined): InputIssue[] {
  if (conditions == null) return [];
  const parsed = parseCondition(conditions, ["conditions"], { allowMessageStatus: false });
  return parsed.ok ? [] : parsed.issues;
}

function checkKey(key: string): InputIssue[] {
  if (/^[a-z0-9][a-z0-9_-]{1,62}$/.test(key)) return [];
  const message = "2 to 63 lower-case letters, digits, dashes and underscores, beginning with a letter or digit.";
  return [{ path: ["channelKey"], code: "invalid_format", message }];
}

function findKey(channels: readonly ChannelRow[], channelKey: string): ChannelRow {
  const channel = channels.find(({ key }) => key === channelKey);
  if (!channel) throw noSuchChannel(channelKey);
  return channel;
}

function taken(key: string): Error {
  const message = `There is already a channel "${key}" in this environment.`;
  return refused("CONFLICT", { path: ["channelKey"], code: "taken", message });
}

function alwaysOneDefault(): InputIssue {
  const message = "A type of channel always has one default. Make another channel the default instead.";
  return { path: ["isDefault"], code: "invalid_value", message };
}
