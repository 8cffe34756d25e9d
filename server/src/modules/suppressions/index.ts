export type { NewSuppression, SuppressionService } from "./suppression.service.js";
export type { SuppressionRow } from "./suppression.repository.js";
