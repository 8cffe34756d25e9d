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
      "Takes messages back: those in feeds are archived, those that wait to leave Carillon are dropped as `recalled`. Runs go on; `cancel` ends them first.",
  })
  async recallMessages(
    @Ctx() context: RequestContext,
    @Arg("input", () => RecallMessagesInput, { description: "Which." }) input: RecallMessagesInput,
  ): Promise<RecallMessagesPayload> {
    return Object.assign(new RecallMessagesPayload(), await this.recalls.recall(scopeOf(context), input));
  }
}
