import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { parseRecipientRef } from "../../objects/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { DeliveryAttempt } from "../messages/delivery-attempt.schema.js";
import { SendTestMessageInput, SendTestMessagePayload } from "./test-message.schema.js";
import type { TestMessages } from "./test-messages.service.js";

@Resolver()
export class TestMessageResolver {
  readonly #messages: TestMessages;

  constructor(messages: TestMessages) {
    this.#messages = messages;
  }

  @Mutation(() => SendTestMessagePayload, {
    nullable: true,
    description:
      "Sends one message by the first provider of a channel, to see whether it works, and waits ten seconds at most. Of " +
      "channels of type `IN_APP` and `WEBHOOK` there is none. Preferences and suppressions do not stop it.",
  })
  async sendTestMessage(
    @Ctx() context: RequestContext,
    @Arg("input", () => SendTestMessageInput, { description: "By which channel, and to whom." })
    { channelKey, to }: SendTestMessageInput,
  ): Promise<SendTestMessagePayload> {
    const recipient = parseRecipientRef(to, ["to"]);
    if (!recipient.ok) throw badInput(recipient.issues);
    const made = await this.#messages.send(scopeOf(context), channelKey, recipient.value);
    const attempt = Object.assign(new DeliveryAttempt(), made, {
      ...{ number: 1, action: "send", retryAt: null, isPossibleDuplicate: false },
    });
    return Object.assign(new SendTestMessagePayload(), { attempt });
  }
}
