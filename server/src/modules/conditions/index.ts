export { OPERATORS, isPath, parseCondition, variablesOf } from "./condition.js";
export type { Condition, ConditionLeaf, Operator, ParsedCondition } from "./condition.js";
export { evaluateCondition, resolvePath } from "./evaluate.js";
export type { Comparison, ConditionScope, Evaluation } from "./evaluate.js";
