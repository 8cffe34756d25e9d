import type { Runtime } from "../../platform/runtime/index.js";
import { SuppressionEntity } from "./suppression.entity.js";
import { SuppressionRepository } from "./suppression.repository.js";
import { SuppressionResolver } from "./suppression.resolver.js";
import { SuppressionService } from "./suppression.service.js";

export const SUPPRESSION_ENTITIES = [SuppressionEntity];

export interface SuppressionsModule {
  suppressions: SuppressionService;
  resolvers: object[];
}

export function createSuppressionsModule(runtime: Runtime): SuppressionsModule {
  const suppressions = new SuppressionService(runtime, new SuppressionRepository());
  return { suppressions, resolvers: [new SuppressionResolver(suppressions)] };
}
