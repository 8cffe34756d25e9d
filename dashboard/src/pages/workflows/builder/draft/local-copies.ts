import { isJson, readDocument } from "../../../../document/document.js";
import type { LocalCopy } from "./draft-editor.js";

const keyOf = (env: string, workflowKey: string): string => `carillon.draft.${env}.${workflowKey}`;

/** What a page left in this browser before the server had it. */
export function readCopy(env: string, workflowKey: string): LocalCopy | null {
  try {
    const copy: unknown = JSON.parse(localStorage.getItem(keyOf(env, workflowKey)) ?? "null");
    if (!isJson(copy)) return null;
    const [document, base] = [readDocument(copy["document"]), readDocument(copy["base"])];
    const { revision } = copy;
    return document && base && typeof revision === "number" ? { document, base, revision } : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a copy, or deletes it. `localStorage` rather than IndexedDB: it has the copy before the tab can be closed. Where
 * it is full or forbidden, the draft is saved by the server alone.
 */
export function keepCopy(env: string, workflowKey: string, copy: LocalCopy | null): void {
  try {
    if (copy) localStorage.setItem(keyOf(env, workflowKey), JSON.stringify(copy));
    else localStorage.removeItem(keyOf(env, workflowKey));
  } catch {
    // The next save of the server has it.
  }
}
