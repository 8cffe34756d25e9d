import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { toWorkflow } from "../workflow.resolver.js";
import { PromoteWorkflowInput, PromoteWorkflowPayload } from "./promotion.schema.js";
import type { WorkflowPromotion } from "./promotion.service.js";

@Resolver()
export class PromotionResolver {
  readonly #promotion: WorkflowPromotion;

  constructor(promotion: WorkflowPromotion) {
    this.#promotion = promotion;
  }

  @Mutation(() => PromoteWorkflowPayload, {
    nullable: true,
    description:
      "Commits a version of this environment in the next one. Refused with all issues if the target lacks what the document " +
      "names; a draft of the target is kept.",
  })
  async promoteWorkflow(
    @Ctx() context: RequestContext,
    @Arg("input", () => PromoteWorkflowInput, { description: "What, and where to." }) input: PromoteWorkflowInput,
  ): Promise<PromoteWorkflowPayload> {
    const row = await this.#promotion.promote(scopeOf(context), input);
    return Object.assign(new PromoteWorkflowPayload(), { workflow: toWorkflow(row) });
  }
}
