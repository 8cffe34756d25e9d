export { compileInAppTemplate, readsOf, renderInApp } from "./in-app-template.js";
export type {
  CompiledInAppTemplate,
  CompileInAppResult,
  FeedBlock,
  FeedButton,
  InAppButton,
  InAppTemplate,
} from "./in-app-template.js";
export { isTemplate } from "./liquid-source.js";
export type { TemplateReads } from "./reads.js";
export { safeUrl } from "./html/safe-url.js";
export { TemplateError } from "./template-error.js";
export type { TemplateErrorCode } from "./template-error.js";
export { buildTemplateScope } from "./template-scope.js";
export type { RunScope, SharedScope, TemplateScope } from "./template-scope.js";
export { compileText, readsOfText, renderText } from "./text-template.js";
export type { CompiledText, CompileTextResult } from "./text-template.js";
