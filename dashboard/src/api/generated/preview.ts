import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const PreviewTemplateDocument: TypedDocument<types.PreviewTemplateQuery, types.PreviewTemplateQueryVariables> =
  "query PreviewTemplate($input:PreviewTemplateInput!){previewTemplate(input:$input){content{...ShownContent}issues{code column field line message}missingVariables}}fragment ShownContent on MessageContent{__typename ...on FeedContent{blocks{__typename name ...on MarkdownBlock{html}...on TextBlock{text}...on ButtonsBlock{buttons{name label action}}}}...on EmailContent{from to cc replyTo subject html htmlByteCount plain:text}...on SmsContent{to words:text segmentCount}...on PushContent{title body isSilent data}...on ChatContent{markdown:text summary payload}...on WebhookContent{method url query headers body}}";
