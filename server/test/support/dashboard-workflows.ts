import type { Page } from "playwright-core";
import type { Product } from "./product.js";

export interface StoredStep {
  ref: string;
  type: string;
  branches?: { name: string; steps: StoredStep[] }[];
}

export interface StoredWorkflow {
  document: { name: string; steps: StoredStep[] };
  committedVersion: number | null;
  hasDraft: boolean;
}

/** A step that sends a message to the feed. */
export const send = (ref: string, markdown = ref): object => ({
  ...{ ref, type: "channel", channelKey: "in-app" },
  template: { markdown },
});

/** What a test does with workflows beside the dashboard. */
export interface Workflows {
  stored(key: string): Promise<StoredWorkflow>;
  /** Saves a draft, whoever saved before. */
  save(key: string, steps: object[], name?: string): Promise<void>;
  commit(key: string): Promise<void>;
}

export function workflowsOf(product: Product): Workflows {
  return {
    async stored(key) {
      const { workflow } = await product.ask<{ workflow: StoredWorkflow }>(
        "query ($key: String!) { workflow(workflowKey: $key) { document committedVersion hasDraft } }",
        { key },
      );
      return workflow;
    },
    async save(key, steps, name = `About ${key}`) {
      await product.ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }", {
        i: { document: { key, name, steps } },
      });
    },
    async commit(key) {
      await product.ask("mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { isUnchanged } }", {
        i: { workflowKey: key },
      });
    },
  };
}

/** Waits until the builder has saved what was typed. */
export const isSaved = (page: Page): Promise<void> => page.locator("[data-save=saved]").getByText("Saved").waitFor();

/** The form beside the column. */
export const side = (page: Page, name = "The chosen step") => page.getByRole("complementary", { name });

/** The refs as nested lists. */
export function refsOf(list: readonly StoredStep[]): unknown[] {
  return list.map(({ ref, branches }) => (branches ? { [ref]: branches.map((each) => refsOf(each.steps)) } : ref));
}
