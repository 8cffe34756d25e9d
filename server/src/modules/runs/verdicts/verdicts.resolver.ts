import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { parseRecipientRef, RecipientRefInput } from "../../objects/index.js";
import { toPreferenceRule } from "../../preferences/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { PreferenceVerdict } from "./verdicts.schema.js";
import type { Verdicts } from "./verdicts.service.js";

@Resolver()
export class VerdictsResolver {
  readonly #verdicts: Verdicts;

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  @Query(() => [PreferenceVerdict], {
    nullable: true,
    description:
      "Each committed workflow and channel of it with the answer that preferences give now, by workflow, at most 500.",
  })
  async preferenceVerdicts(
    @Ctx() context: RequestContext,
    @Arg("recipient", () => RecipientRefInput, { description: "Whose." }) recipient: RecipientRefInput,
    @Arg("tenantId", () => ID, { nullable: true, description: "In which tenant; left out, outside any." })
    tenantId: string | null | undefined,
  ): Promise<PreferenceVerdict[]> {
    const named = parseRecipientRef(recipient, ["recipient"]);
    if (!named.ok) throw badInput(named.issues);
    const verdicts = await this.#verdicts.of(scopeOf(context), named.value, tenantId ?? null);
    return verdicts.map(({ rule, ...verdict }) =>
      Object.assign(new PreferenceVerdict(), verdict, { rule: rule && toPreferenceRule(rule) }),
    );
  }
}
