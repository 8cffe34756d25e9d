import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { ageCursor, connectionByAge, PageArgs, readPage, type ConnectionOf } from "../../../platform/graphql/index.js";
import { toSigningKey } from "../account-view.schema.js";
import type { AccountService } from "../account.service.js";
import { secretScopeOf, type RequestContext } from "../scope.js";
import {
  CreateSigningKeyInput,
  CreateSigningKeyPayload,
  RevokeSigningKeyInput,
  RevokeSigningKeyPayload,
  SigningKeyConnection,
  type SigningKey,
} from "./signing-key.schema.js";

const CURSOR = ageCursor("signing_keys");

@Resolver()
export class SigningKeyResolver {
  readonly #accounts: AccountService;

  constructor(accounts: AccountService) {
    this.#accounts = accounts;
  }

  @Query(() => SigningKeyConnection, {
    nullable: true,
    description: "The environment's signing keys, oldest first, revoked ones too.",
  })
  async signingKeys(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<SigningKey>> {
    const scope = secretScopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#accounts.pageOfSigningKeys(scope, page);
    return connectionByAge(page, rows, { node: toSigningKey, codec: CURSOR });
  }

  @Mutation(() => CreateSigningKeyPayload, {
    nullable: true,
    description: "Registers a public key by which user tokens are checked.",
  })
  async createSigningKey(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateSigningKeyInput, { description: "The key." }) input: CreateSigningKeyInput,
  ): Promise<CreateSigningKeyPayload> {
    const keyId = await this.#accounts.createSigningKey(secretScopeOf(context), input);
    return Object.assign(new CreateSigningKeyPayload(), { keyId });
  }

  @Mutation(() => RevokeSigningKeyPayload, {
    nullable: true,
    description: "Refuses the tokens of a signing key from now on.",
  })
  async revokeSigningKey(
    @Ctx() context: RequestContext,
    @Arg("input", () => RevokeSigningKeyInput, { description: "Which key." }) input: RevokeSigningKeyInput,
  ): Promise<RevokeSigningKeyPayload> {
    const row = await this.#accounts.revokeSigningKey(secretScopeOf(context), input.keyId);
    return Object.assign(new RevokeSigningKeyPayload(), { signingKey: toSigningKey(row) });
  }
}
