import type { Runtime } from "../../platform/runtime/index.js";
import { StatsRepository } from "./stats.repository.js";
import { StatsResolver } from "./stats.resolver.js";
import { StatsService } from "./stats.service.js";

export interface AnalyticsModule {
  resolvers: object[];
}

export function createAnalyticsModule(runtime: Runtime): AnalyticsModule {
  return { resolvers: [new StatsResolver(new StatsService(runtime, new StatsRepository()))] };
}
