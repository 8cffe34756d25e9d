import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { parseUuidId } from "../identifiers/index.js";
import { toApiKey } from "./environment-view.schema.js";
import {
  ApiKeyConnection,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  type ApiKey,
} from "./keys/api-key.schema.js";
import type { ApiKeyService } from "./keys/api-key.service.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";

const CURSOR = ageCursor("api_keys");

@Resolver()
export class ApiKeyResolver {
  readonly #apiKeys: ApiKeyService;
  readonly #idempotency: IdempotencyService;

  constructor(apiKeys: ApiKeyService, idempotency: IdempotencyService) {
    this.#apiKeys = apiKeys;
    this.#idempotency = idempotency;
  }

  @Query(() => ApiKeyConnection, {
    nullable: true,
    description: "The environment's keys, oldest first, revoked ones too.",
  })
  async apiKeys(@Ctx() context: RequestContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<ApiKey>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#apiKeys.page(scope, page);
    return connectionByAge(page, rows, { node: toApiKey, codec: CURSOR });
  }

  @Mutation(() => CreateApiKeyPayload, { nullable: true, description: "Creates a key in the caller's environment." })
  async createApiKey(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateApiKeyInput, { description: "The properties of the new key." }) input: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload> {
    const scope = scopeOf(context);
    let key: string | null = null;
    const call = { scope, operation: "createApiKey", key: input.idempotencyKey, input };
    const { response, isReplay } = await this.#idempotency.run(call, async (tx) => {
      const kind = input.kind === "SECRET" ? "secret" : "public";
      const made = await this.#apiKeys.create(tx, scope.environmentId, { kind, name: input.name ?? null });
      key = made.value;
      return { id: made.id };
    });
    const [row] = await this.#apiKeys.byIds(scope, [parseUuidId("apiKey", response.id) ?? ""]);
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
    const row = await this.#apiKeys.revoke(scopeOf(context), input.id);
    return Object.assign(new RevokeApiKeyPayload(), { apiKey: toApiKey(row) });
  }
}
