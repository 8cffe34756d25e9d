import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { ageCursor, connectionByAge, PageArgs, readPage, type ConnectionOf } from "../../../platform/graphql/index.js";
import { parseUuidId } from "../../../platform/ids/index.js";
import { toApiKey } from "../account-view.schema.js";
import type { AccountService } from "../account.service.js";
import {
  ApiKeyConnection,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  type ApiKey,
} from "./api-key.schema.js";
import type { IdempotencyService } from "../idempotency/idempotency.service.js";
import { secretScopeOf, type RequestContext } from "../scope.js";

const CURSOR = ageCursor("api_keys");

@Resolver()
export class ApiKeyResolver {
  readonly #accounts: AccountService;
  readonly #idempotency: IdempotencyService;

  constructor(accounts: AccountService, idempotency: IdempotencyService) {
    this.#accounts = accounts;
    this.#idempotency = idempotency;
  }

  @Query(() => ApiKeyConnection, {
    nullable: true,
    description: "The environment's keys, oldest first, revoked ones too.",
  })
  async apiKeys(@Ctx() context: RequestContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<ApiKey>> {
    const scope = secretScopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#accounts.pageOfApiKeys(scope, page);
    return connectionByAge(page, rows, { node: toApiKey, codec: CURSOR });
  }

  @Mutation(() => CreateApiKeyPayload, { nullable: true, description: "Makes a key in the caller's environment." })
  async createApiKey(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateApiKeyInput, { description: "What key." }) input: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload> {
    const scope = secretScopeOf(context);
    let key: string | null = null;
    const call = { scope, mutation: "createApiKey", key: input.idempotencyKey, input };
    const { response, isReplay } = await this.#idempotency.run(call, async (tx) => {
      const kind = input.kind === "SECRET" ? "secret" : "public";
      const made = await this.#accounts.createApiKey(tx, scope.environmentId, { kind, name: input.name ?? null });
      key = made.value;
      return { id: made.id };
    });
    const [row] = await this.#accounts.apiKeysByIds(scope, [parseUuidId("apiKey", response.id) ?? ""]);
    if (!row) throw new Error("A key vanished after it was made.");
    return Object.assign(new CreateApiKeyPayload(), { apiKey: toApiKey(row), key: isReplay ? null : key, isReplay });
  }

  @Mutation(() => RevokeApiKeyPayload, {
    nullable: true,
    description: "Refuses a key from now on; the environment's last secret key cannot be revoked.",
  })
  async revokeApiKey(
    @Ctx() context: RequestContext,
    @Arg("input", () => RevokeApiKeyInput, { description: "Which key." }) input: RevokeApiKeyInput,
  ): Promise<RevokeApiKeyPayload> {
    const row = await this.#accounts.revokeApiKey(secretScopeOf(context), input.id);
    return Object.assign(new RevokeApiKeyPayload(), { apiKey: toApiKey(row) });
  }
}
