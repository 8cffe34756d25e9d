import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { RecallMessagesInput, RecallMessagesPayload } from "./recall.schema.js";
import type { RecallService } from "./recall.service.js";

@Resolver()
export class RecallResolver {
  constructor(private readonly recalls: RecallService) {}

  @Mutation(() => RecallMessagesPayload, {
    nullable: true,
    description:
      "Recalls messages: those in feeds are archived, queued ones are dropped as `recalled`, and those at Slack and Discord are deleted there. Runs continue; use `cancel` first to end them.",
  })
  async recallMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => RecallMessagesInput, { description: "The messages." }) input: RecallMessagesInput,
  ): Promise<RecallMessagesPayload> {
    return Object.assign(new RecallMessagesPayload(), await this.recalls.recall(scopeOf(context), input));
  }
}
