export { createCarillonLink } from "./link.js";
export { possibleTypes } from "../generated/possible-types.js";
export { typePolicies } from "./type-policies.js";
