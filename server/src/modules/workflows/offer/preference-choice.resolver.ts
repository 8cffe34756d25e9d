import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import type { ChannelType } from "../../channels/index.js";
import { PreferenceSet, toPreferenceRule } from "../../preferences/index.js";
import { preferenceChoice, type MergedPreferences } from "../../preferences/pure.js";
import type { OfferService } from "./offer.service.js";
import type { OfferedChoice } from "./offered-choices.js";
import { PreferenceChoice } from "./preference-choice.schema.js";

/** The field `choices` of preferences. A caller who may read a set may read the choices of its recipient. */
@Resolver(() => PreferenceSet)
export class PreferenceChoiceResolver {
  readonly #offers: OfferService;

  constructor(offers: OfferService) {
    this.#offers = offers;
  }

  @FieldResolver(() => [PreferenceChoice], {
    description:
      "The preferences that the recipient can choose, in the order of a table: everything, then categories by name, then workflows by key, each once per channel type that it uses. Includes the environment's active workflows, the first 200 by key, without those whose document says `settings.isOffered: false`, and the categories of these workflows. At most a few seconds old.",
  })
  async choices(@Ctx() context: RequestContext, @Root() set: PreferenceSet): Promise<PreferenceChoice[]> {
    const offered = await this.#offers.choices(scopeOf(context));
    return offered.map((each) => toChoice(set.merged, each));
  }
}

function toChoice(merged: MergedPreferences, offered: OfferedChoice<ChannelType>): PreferenceChoice {
  const { subjects, ...shown } = offered;
  const { workflowKey, category, channelType } = offered;
  const about = {
    channelType,
    ...(workflowKey === null ? {} : { workflowKey }),
    ...(category === null ? {} : { category }),
  };
  const { rule, ...answer } = preferenceChoice(merged, subjects, about);
  return Object.assign(new PreferenceChoice(), { ...shown, ...answer, rule: rule && toPreferenceRule(rule) });
}
