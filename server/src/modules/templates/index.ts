export type {
  ChannelTemplate,
  CompiledTemplate,
  Reachable,
  Rendered,
  TemplateText,
} from "./channels/channel-template.js";
export { channelTemplate, isTemplateType, TEMPLATE_TYPES } from "./channels/channel-templates.js";
export { stepAnswered } from "./channels/chat.js";
export type { ChatTemplate } from "./channels/chat.js";
export { withDefaultOverrides } from "./channels/default-overrides.js";
export type { MessageContent, TemplateDocument, TemplateType } from "./channels/channel-templates.js";
export { compileInAppTemplate, readsOf, renderInApp, renderWithLeftOut } from "./in-app-template.js";
export type {
  CompiledInAppTemplate,
  CompileInAppResult,
  FeedBlock,
  FeedButton,
  InAppButton,
  InAppTemplate,
  LinkRules,
  RenderedInApp,
} from "./in-app-template.js";
export type { LeftOut } from "./html/left-out.js";
export { isTemplate, parseText, syntaxFaultOf } from "./liquid-source.js";
export { FILTER_WORDS } from "./filters/filter-words.js";
export type { FilterWords } from "./filters/filter-words.js";
export { missingVariablesOf } from "./warnings/missing-variables.js";
export type { TemplateReads } from "./template-dependencies.js";
export { safeUrl } from "../../platform/safe-url.js";
export { TemplateError } from "./template-error.js";
export type { TemplateErrorCode } from "./template-error.js";
export { buildTemplateScope, SCOPE_NAMES } from "./template-scope.js";
export type { RunScope, SharedScope, TemplateScope } from "./template-scope.js";
export { compileText, readsOfText, renderText } from "./text-template.js";
export type { CompiledText, CompileTextResult } from "./text-template.js";
export { freeNamesOf } from "./warnings/free-names.js";
export type { FreeName } from "./warnings/free-names.js";
