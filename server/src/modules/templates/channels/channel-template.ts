import type { z } from "zod";
import type { AttachmentsPlace } from "../../attachments/pure.js";
import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { LeftOut } from "../html/left-out.js";
import type { LinkRules } from "../in-app-template.js";
import type { TemplateScope } from "../template-scope.js";

/** A text of a template that may hold Liquid. */
export interface TemplateText {
  /** The path within the template. */
  path: string[];
  text: string;
}

/** The content of a message, and what was left out with the reasons. */
export interface Rendered<Content> {
  readonly content: Content;
  readonly leftOut: readonly LeftOut[];
}

/**
 * The addresses, one message each; null if the channel needs no address. `missing`: the missing field of the
 * recipient.
 */
export type Destination = { ok: true; addresses: readonly (JsonObject | null)[] } | { ok: false; missing: string };

/** The known addresses of a recipient. */
export interface Reachable {
  recipient: JsonObject;
  /** Devices or connections of the recipient's channel data. */
  entries: readonly { id: string }[];
  /** Whether the channel's settings say where its messages go. */
  hasAddress: boolean;
}

export interface CompiledTemplate<Content> {
  /** The names of the scope that it reads. */
  readonly roots: ReadonlySet<string>;
  /** Whether the content may differ between two recipients of one trigger, batches apart. */
  readonly readsRecipient: boolean;
  /** Where it finds attachments in the data; left out by templates that have none. */
  readonly attachments?: AttachmentsPlace;
  /** Throws a `TemplateError`. */
  render(scope: TemplateScope): Rendered<Content>;
  destination(content: Content, reachable: Reachable): Destination;
}

export type CompiledOrIssues<Content> =
  { ok: true; template: CompiledTemplate<Content> } | { ok: false; issues: InputIssue[] };

/** What a step, and its channel for all steps, may say of where and as whom messages go. */
export interface TemplateOverrides<Document> {
  readonly schema: z.ZodType;
  /** A template without anything else, with which the overrides of a channel are checked. */
  readonly bare: Document;
  /** A step's overrides over those of its channel; left out, each member replaces the member of its name. */
  merge?(defaults: JsonObject, own: JsonObject): JsonObject;
}

/** The templates of one type of channel: how a step writes them, and the content that they render to. No I/O. */
export interface ChannelTemplate<Document, Content> {
  /** The shape of the document. `compile` checks what a shape cannot express. */
  readonly schema: z.ZodType<Document>;
  /** JSON Schema keywords that the shape cannot express. */
  readonly rules: JsonObject;
  /** Null for types without overrides. */
  readonly overrides: TemplateOverrides<Document> | null;
  texts(document: Document): TemplateText[];
  /** Paths of issues start at the template. */
  compile(document: Document, links: LinkRules): CompiledOrIssues<Content>;
}
