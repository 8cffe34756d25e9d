import { Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import { Environment, toEnvironment, type EnvironmentService } from "../../environments/index.js";
import { scopeOf, type RequestContext, type Scope } from "../../requests/index.js";
import { Session } from "./session.schema.js";
import type { SessionService } from "./session.service.js";
import { toSession } from "./session-view.schema.js";

@Resolver(() => Session)
export class SessionResolver {
  readonly #sessions: SessionService;
  readonly #environments: EnvironmentService;

  constructor(sessions: SessionService, environments: EnvironmentService) {
    this.#sessions = sessions;
    this.#environments = environments;
  }

  @Query(() => Session, { nullable: true, description: "The dashboard's session that asks; null for a key." })
  async session(@Ctx() context: RequestContext): Promise<Session | null> {
    const scope = scopeOf(context);
    const row = await this.#sessions.sessionOf(scope);
    return row && toSession(scope, row);
  }

  @Query(() => [Environment], {
    nullable: true,
    description: "The environments that the caller may see, in the order in which they were made; a key sees its own.",
  })
  environments(@Ctx() context: RequestContext): Promise<Environment[]> {
    return this.#seenBy(scopeOf(context));
  }

  @FieldResolver(() => Environment, { nullable: true, description: "The environment that this request names." })
  async environment(@Ctx() context: RequestContext): Promise<Environment | null> {
    const row = await this.#environments.environmentOf(scopeOf(context));
    return row && toEnvironment(row);
  }

  @FieldResolver(() => [Environment], {
    name: "environments",
    description: "The environments that the session may see, in the order in which they were made.",
  })
  environmentsOfSession(@Ctx() context: RequestContext): Promise<Environment[]> {
    return this.#seenBy(scopeOf(context));
  }

  async #seenBy(scope: Scope): Promise<Environment[]> {
    const row = await this.#sessions.sessionOf(scope);
    const only = row ? row.environment_id : scope.environmentId;
    return (await this.#environments.list(only)).map(toEnvironment);
  }
}
