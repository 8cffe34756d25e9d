import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { Channel } from "../../channels/index.js";
import type { SettingsState } from "./settings-verdict.js";

const SettingsCheckState: Record<SettingsState, SettingsState> = {
  PASSED: "PASSED",
  REFUSED: "REFUSED",
  UNKNOWN: "UNKNOWN",
};

registerEnumType(SettingsCheckState, {
  name: "SettingsCheckState",
  description: "What a vendor says of settings; values may be added.",
  valuesConfig: {
    PASSED: { description: "The vendor takes them." },
    REFUSED: { description: "The vendor refuses them, so nothing would be sent." },
    UNKNOWN: { description: "The vendor could not be asked, or has no call that tries them." },
  },
});

@ObjectType("SettingsCheck", {
  simpleResolvers: true,
  description: "What the vendor says of the settings of one provider of a channel. Nothing was sent to anybody.",
})
export class SettingsCheck {
  @Field(() => String, { description: "The provider." })
  providerKey!: string;

  @Field(() => SettingsCheckState, { description: "The result." })
  state!: SettingsState;

  @Field(() => String, {
    nullable: true,
    description: "The vendor's code, or the server's own; null if it takes them.",
  })
  code!: string | null;

  @Field(() => String, { description: "The same in words for an operator." })
  message!: string;
}

@InputType("CheckChannelInput", { description: "Selects the channel whose settings are checked." })
export class CheckChannelInput {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;
}

@ObjectType("CheckChannelPayload", { simpleResolvers: true, description: "Answer of `checkChannel`." })
export class CheckChannelPayload {
  @Field(() => Channel, { description: "The channel." })
  channel!: Channel;

  @Field(() => [SettingsCheck], { description: "What each vendor says, in order of failover." })
  checks!: SettingsCheck[];
}
