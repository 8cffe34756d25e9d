export { testProvider, type CaseResult, type ProviderReport } from "./test-provider.js";
