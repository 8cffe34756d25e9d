import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { FILTER_WORDS } from "../../templates/index.js";
import { VariableScope } from "./variable-scope.schema.js";
import type { VariableScopeService } from "./variable-scope.service.js";

@Resolver()
export class VariableScopeResolver {
  readonly #scopes: VariableScopeService;

  constructor(scopes: VariableScopeService) {
    this.#scopes = scopes;
  }

  @Query(() => VariableScope, {
    nullable: true,
    description: "The variables that a step, or the workflow's conditions, may read.",
  })
  async variableScope(
    @Ctx() context: RequestContext,
    @Arg("workflowKey", () => String, { description: "Which workflow; its draft, or its committed version." })
    workflowKey: string,
    @Arg("stepRef", () => String, { nullable: true, description: "The step; left out, the workflow's conditions." })
    stepRef: string | null | undefined,
  ): Promise<VariableScope> {
    const schema = await this.#scopes.schema(scopeOf(context), workflowKey, stepRef ?? null);
    return Object.assign(new VariableScope(), { filters: { ...FILTER_WORDS }, schema });
  }
}
