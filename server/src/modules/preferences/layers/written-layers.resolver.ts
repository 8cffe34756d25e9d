import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { parseRecipientRef, RecipientRefInput } from "../../objects/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import type { PreferenceSets } from "../preference-set.resolver.js";
import { PreferenceSet } from "../preference.schema.js";
import { toPreferenceRule } from "../preference-view.schema.js";
import { PreferenceLayer } from "./written-layers.schema.js";
import type { WrittenLayer, WrittenLayers } from "./written-layers.service.js";

@Resolver(() => PreferenceLayer)
export class WrittenLayersResolver {
  readonly #layers: WrittenLayers;
  readonly #sets: PreferenceSets;

  constructor(layers: WrittenLayers, sets: PreferenceSets) {
    this.#layers = layers;
    this.#sets = sets;
  }

  @Query(() => PreferenceLayer, { nullable: true, description: "The default preferences as they were written." })
  async defaultPreferences(
    @Ctx() context: RequestContext,
    @Arg("tenantId", () => ID, {
      nullable: true,
      description: "The tenant whose defaults these are; left out, the environment's.",
    })
    tenantId: string | null | undefined,
  ): Promise<PreferenceLayer> {
    return toLayer(await this.#layers.defaults(scopeOf(context), tenantId ?? null));
  }

  @Query(() => [PreferenceLayer], {
    nullable: true,
    description:
      "The layers of a recipient's preferences as they were written, weakest first. In a tenant, the recipient's own set " +
      "there replaces the one outside, unless neither the recipient nor the tenant has written anything there.",
  })
  async preferenceLayers(
    @Ctx() context: RequestContext,
    @Arg("recipient", () => RecipientRefInput, { description: "Whose." }) recipient: RecipientRefInput,
    @Arg("tenantId", () => ID, { nullable: true, description: "In which tenant; left out, outside any." })
    tenantId: string | null | undefined,
  ): Promise<PreferenceLayer[]> {
    const named = parseRecipientRef(recipient, ["recipient"]);
    if (!named.ok) throw badInput(named.issues);
    return (await this.#layers.of(scopeOf(context), named.value, tenantId ?? null)).map(toLayer);
  }

  @FieldResolver(() => PreferenceSet, {
    nullable: true,
    description:
      "For defaults, the preferences of a recipient who has written none: these defaults, merged with those of the " +
      "environment. Null for a layer that a recipient has written.",
  })
  preferences(@Ctx() context: RequestContext, @Root() layer: PreferenceLayer): Promise<PreferenceSet | null> | null {
    if (layer.source === "RECIPIENT") return null;
    return this.#sets.load(context, { recipientKey: null, tenantId: layer.tenantId });
  }
}

function toLayer({ source, tenantId, layer, updatedAt }: WrittenLayer): PreferenceLayer {
  return Object.assign(new PreferenceLayer(), {
    ...{ source, tenantId, updatedAt, commercialSubscribed: layer.commercialSubscribed },
    rules: layer.rules.map((rule) => toPreferenceRule({ rule, source })),
  });
}
