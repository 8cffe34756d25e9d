import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { toEnvironment } from "./environment-view.schema.js";
import type { EnvironmentService } from "./environment.service.js";
import type { EnvironmentSettings } from "./environment-settings.service.js";
import {
  CreateEnvironmentInput,
  CreateEnvironmentPayload,
  Environment,
  UpdateEnvironmentInput,
  UpdateEnvironmentPayload,
} from "./environment.schema.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";

@Resolver(() => Environment)
export class EnvironmentResolver {
  readonly #environments: EnvironmentService;
  readonly #settings: EnvironmentSettings;
  readonly #idempotency: IdempotencyService;

  constructor(environments: EnvironmentService, settings: EnvironmentSettings, idempotency: IdempotencyService) {
    this.#environments = environments;
    this.#settings = settings;
    this.#idempotency = idempotency;
  }

  @Query(() => Environment, { nullable: true, description: "The environment of the secret key that asks." })
  async environment(@Ctx() context: RequestContext): Promise<Environment | null> {
    const row = await this.#environments.environmentOf(scopeOf(context));
    return row && toEnvironment(row);
  }

  @FieldResolver(() => Environment, {
    nullable: true,
    description: "The environment into which its workflows are promoted; null for the last.",
  })
  async promotesTo(@Root() { promotesToId }: Environment): Promise<Environment | null> {
    const row = promotesToId === null ? null : await this.#environments.environmentById(promotesToId);
    return row && toEnvironment(row);
  }

  @Mutation(() => CreateEnvironmentPayload, {
    nullable: true,
    description: "Creates an environment and its first keys.",
  })
  async createEnvironment(
    @Ctx() context: RequestContext,
    @Arg("input", () => CreateEnvironmentInput, { description: "The properties of the new environment." })
    input: CreateEnvironmentInput,
  ): Promise<CreateEnvironmentPayload> {
    const scope = scopeOf(context);
    const { idempotencyKey, ...wanted } = input;
    let keys: { secretKey: string | null; publicKey: string | null } = { secretKey: null, publicKey: null };
    const call = { scope, operation: "createEnvironment", key: idempotencyKey, input };
    const { isReplay } = await this.#idempotency.run(call, async (tx) => {
      const { environment, secretKey, publicKey } = await this.#environments.makeForScope(tx, scope, wanted);
      keys = { secretKey, publicKey };
      return { key: environment.key };
    });
    const row = await this.#environments.environmentByKey(input.key);
    if (!row) throw new Error("An environment vanished after it was made.");
    return Object.assign(new CreateEnvironmentPayload(), { environment: toEnvironment(row), isReplay, ...keys });
  }

  @Mutation(() => UpdateEnvironmentPayload, { nullable: true, description: "Changes an environment." })
  async updateEnvironment(
    @Ctx() context: RequestContext,
    @Arg("input", () => UpdateEnvironmentInput, { description: "The environment, and its changes." })
    input: UpdateEnvironmentInput,
  ): Promise<UpdateEnvironmentPayload> {
    const row = await this.#settings.update(scopeOf(context), input);
    return Object.assign(new UpdateEnvironmentPayload(), { environment: toEnvironment(row) });
  }
}
