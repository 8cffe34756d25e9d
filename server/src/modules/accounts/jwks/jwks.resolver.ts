import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { toEnvironment } from "../account-view.schema.js";
import type { AccountService } from "../account.service.js";
import { secretScopeOf, type RequestContext } from "../scope.js";
import { SetJwksUrlInput, SetJwksUrlPayload } from "./jwks.schema.js";

@Resolver()
export class JwksResolver {
  readonly #accounts: AccountService;

  constructor(accounts: AccountService) {
    this.#accounts = accounts;
  }

  @Mutation(() => SetJwksUrlPayload, {
    nullable: true,
    description:
      "Checks user tokens by the keys that a URL publishes, beside the registered signing keys; keys that are rotated are found by their `kid`.",
  })
  async setJwksUrl(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetJwksUrlInput, { description: "The URL." }) input: SetJwksUrlInput,
  ): Promise<SetJwksUrlPayload> {
    const environment = toEnvironment(await this.#accounts.setJwksUrl(secretScopeOf(context), input.url));
    return Object.assign(new SetJwksUrlPayload(), { environment });
  }
}
