import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { CreateChannelPayload, toChannel, UpdateChannelPayload } from "../../channels/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { CheckChannelInput, CheckChannelPayload, SettingsCheck } from "./settings-check.schema.js";
import type { ProviderVerdict, SettingsChecks } from "./settings-checks.service.js";

const AFTER_SAVING =
  "What each vendor says of the settings, in order of failover. Vendors are asked only where this field is selected, for five seconds at most; whatever they say, the channel is saved.";

@Resolver(() => CreateChannelPayload)
export class CreatedChannelResolver {
  constructor(private readonly checks: SettingsChecks) {}

  @FieldResolver(() => [SettingsCheck], { name: "checks", description: AFTER_SAVING })
  async checksOfNew(
    @Root() { channel }: CreateChannelPayload,
    @Ctx() context: RequestContext,
  ): Promise<SettingsCheck[]> {
    return (await this.checks.ofChannel(scopeOf(context), channel.row.id)).map(toCheck);
  }

  @Mutation(() => CheckChannelPayload, {
    nullable: true,
    description:
      "Asks the vendors of a channel whether they take its settings, by a call that sends nothing; for five seconds at most.",
  })
  async checkChannel(
    @Ctx() context: RequestContext,
    @Arg("input", () => CheckChannelInput, { description: "The channel." }) { channelKey }: CheckChannelInput,
  ): Promise<CheckChannelPayload> {
    const { channel, verdicts } = await this.checks.byKey(scopeOf(context), channelKey);
    const checks = verdicts.map(toCheck);
    return Object.assign(new CheckChannelPayload(), { channel: toChannel(channel), checks });
  }
}

@Resolver(() => UpdateChannelPayload)
export class UpdatedChannelResolver {
  constructor(private readonly checks: SettingsChecks) {}

  @FieldResolver(() => [SettingsCheck], { name: "checks", description: AFTER_SAVING })
  async checksOfChanged(
    @Root() { channel }: UpdateChannelPayload,
    @Ctx() context: RequestContext,
  ): Promise<SettingsCheck[]> {
    return (await this.checks.ofChannel(scopeOf(context), channel.row.id)).map(toCheck);
  }
}

function toCheck(verdict: ProviderVerdict): SettingsCheck {
  return Object.assign(new SettingsCheck(), verdict);
}
