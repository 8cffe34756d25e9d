import type { NotifyInput } from "./generated/operations.js";
import type { FeedItem, JsonObject } from "./types.js";

/** The types of a workflow: the data of its triggers, and the part of it that feed items show. */
export interface WorkflowTypes {
  readonly data: object;
  readonly feedData: object;
}

/** Workflows by key, such as the `Workflows` that `npx carillon types` writes. */
export type WorkflowMap<Workflows> = { readonly [Key in keyof Workflows]: WorkflowTypes };

/** Any workflow with any data: the default if no `Workflows` are given. */
export type AnyWorkflows = Readonly<Record<string, { readonly data: JsonObject; readonly feedData: JsonObject }>>;

/**
 * An item whose `data` is known by its `workflowKey`.
 *
 * @example
 * if (item.workflowKey === "comment-added") console.log(item.data.documentId);
 */
export type FeedItemOf<Workflows extends WorkflowMap<Workflows>> = string extends keyof Workflows
  ? FeedItem
  : {
      [Key in keyof Workflows & string]: Omit<FeedItem, "workflowKey" | "data"> & {
        readonly workflowKey: Key;
        readonly data: Workflows[Key]["feedData"];
      };
    }[keyof Workflows & string];

/** A `notify` call whose `data` must be that of its `workflowKey`. */
export type NotifyInputOf<Workflows extends WorkflowMap<Workflows>> = string extends keyof Workflows
  ? NotifyInput
  : {
      [Key in keyof Workflows & string]: Omit<NotifyInput, "workflowKey" | "data"> & {
        readonly workflowKey: Key;
      } & DataOf<Workflows[Key]["data"]>;
    }[keyof Workflows & string];

/** Data that requires nothing may be left out. */
type DataOf<Data> = object extends Data ? { readonly data?: Data | null | undefined } : { readonly data: Data };
