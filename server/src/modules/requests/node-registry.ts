import { badInput } from "../../platform/errors/index.js";
import type { Node } from "../../platform/graphql/index.js";
import { parsePublicId, type IdKind } from "../identifiers/index.js";
import { scopeOf, type RequestContext } from "./request-context.js";

/**
 * Loads nodes of one kind for a caller. Returns those that exist in the caller's environment and that the caller may see, in
 * any order, nulls allowed; others are left out, whatever the reason.
 */
export type LoadNodes = (context: RequestContext, ids: readonly string[]) => Promise<readonly (Node | null)[]>;

const IDS_MAX = 100;

/** The loaders by kind of node. Each module registers its kinds. */
export class NodeRegistry {
  readonly #loaders = new Map<IdKind, LoadNodes>();

  register(kind: IdKind, load: LoadNodes): void {
    if (this.#loaders.has(kind)) throw new Error(`Nodes of kind ${kind} are registered twice.`);
    this.#loaders.set(kind, load);
  }

  /** In the given order, null for none: one look-up per kind among the ids. */
  async load(context: RequestContext, ids: readonly string[]): Promise<(Node | null)[]> {
    scopeOf(context);
    if (ids.length > IDS_MAX) {
      const message = `At most ${IDS_MAX} ids are allowed in one call; there are ${ids.length}.`;
      throw badInput([{ path: ["ids"], code: "too_many", message }]);
    }
    const idsOf = new Map<IdKind, Set<string>>();
    for (const id of ids) {
      const kind = parsePublicId(id)?.kind;
      if (kind) idsOf.set(kind, (idsOf.get(kind) ?? new Set()).add(id));
    }
    const found = new Map<string, Node>();
    await Promise.all(
      [...idsOf].map(async ([kind, wanted]) => {
        const nodes = (await this.#loaders.get(kind)?.(context, [...wanted])) ?? [];
        for (const node of nodes) if (node) found.set(node.id, node);
      }),
    );
    return ids.map((id) => found.get(id) ?? null);
  }
}
