import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { toSigningKey } from "./environment-view.schema.js";
import type { SigningKeyService } from "./keys/signing-key.service.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import {
  CreateSigningKeyInput,
  CreateSigningKeyPayload,
  RevokeSigningKeyInput,
  RevokeSigningKeyPayload,
  SigningKeyConnection,
  type SigningKey,
} from "./keys/signing-key.schema.js";

const CURSOR = ageCursor("signing_keys");

@Resolver()
export class SigningKeyResolver {
  readonly #signingKeys: SigningKeyService;

  constructor(signingKeys: SigningKeyService) {
    this.#signingKeys = signingKeys;
  }

  @Query(() => SigningKeyConnection, {
    nullable: true,
    description: "The environment's signing keys, oldest first, revoked ones too.",
  })
  async signingKeys(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<SigningKey>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#signingKeys.page(scope, page);
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
    const keyId = await this.#signingKeys.create(scopeOf(context), input);
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
    const row = await this.#signingKeys.revoke(scopeOf(context), input.keyId);
    return Object.assign(new RevokeSigningKeyPayload(), { signingKey: toSigningKey(row) });
  }
}
