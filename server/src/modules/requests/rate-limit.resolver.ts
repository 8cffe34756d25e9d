import { Ctx, Query, Resolver } from "type-graphql";
import { RateLimit } from "./rate-limit.schema.js";
import type { RequestContext } from "./request-context.js";

@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, {
    nullable: true,
    description:
      "The remaining points of the caller's rate limit; null without a limit. HTTP responses have them in headers too.",
  })
  rateLimit(@Ctx() context: RequestContext): RateLimit | null {
    if (!context.budget) return null;
    const { limit, remaining, resetAt } = context.budget.state;
    return Object.assign(new RateLimit(), { limit, remaining, resetAt: new Date(resetAt) });
  }
}
