import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { parseRecipientRef, RecipientRefInput } from "../../objects/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { toPreferenceRule } from "../preference-view.schema.js";
import { PreferenceLayer } from "./written-layers.schema.js";
import type { WrittenLayer, WrittenLayers } from "./written-layers.service.js";

@Resolver()
export class WrittenLayersResolver {
  readonly #layers: WrittenLayers;

  constructor(layers: WrittenLayers) {
    this.#layers = layers;
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
}

function toLayer({ source, tenantId, layer, updatedAt }: WrittenLayer): PreferenceLayer {
  return Object.assign(new PreferenceLayer(), {
    ...{ source, tenantId, updatedAt, commercialSubscribed: layer.commercialSubscribed },
    rules: layer.rules.map((rule) => toPreferenceRule({ rule, source })),
  });
}
