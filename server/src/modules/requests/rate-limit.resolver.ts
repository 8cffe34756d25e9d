import { Ctx, Query, Resolver } from "type-graphql";
import { RateLimit } from "./rate-limit.schema.js";
import type { RequestContext } from "./request-context.js";

@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, {
    nullable: true,
    description:
      "What is left of the caller's rate limit; null where there is none. Answers of HTTP say it in headers.",
  })
  rateLimit(@Ctx() context: RequestContext): RateLimit | null {
    if (!context.budget) return null;
    const { limit, remaining, resetAt } = context.budget.state;
    return Object.assign(new RateLimit(), { limit, remaining, resetAt: new Date(resetAt) });
  }
}
