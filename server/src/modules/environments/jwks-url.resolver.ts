import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { toEnvironment } from "./environment-view.schema.js";
import type { EnvironmentSettings } from "./environment-settings.service.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { SetJwksUrlInput, SetJwksUrlPayload } from "./jwks-url.schema.js";

@Resolver()
export class JwksUrlResolver {
  readonly #settings: EnvironmentSettings;

  constructor(settings: EnvironmentSettings) {
    this.#settings = settings;
  }

  @Mutation(() => SetJwksUrlPayload, {
    nullable: true,
    description:
      "Verifies user tokens with the keys that a URL publishes, in addition to the registered signing keys. Rotated keys are found by their `kid`.",
  })
  async setJwksUrl(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetJwksUrlInput, { description: "The URL." }) input: SetJwksUrlInput,
  ): Promise<SetJwksUrlPayload> {
    const environment = toEnvironment(await this.#settings.setJwksUrl(scopeOf(context), input.url));
    return Object.assign(new SetJwksUrlPayload(), { environment });
  }
}
