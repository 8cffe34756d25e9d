import {
  buildTemplateScope,
  type RunScope,
  type SharedScope,
  type TemplateScope,
} from "../../src/modules/templates/index.js";

/** A template scope like that of the example in product.md, for tests. */
export function buildScope(parts: Partial<SharedScope & RunScope> = {}): TemplateScope {
  return buildTemplateScope(
    {
      actor: parts.actor ?? { id: "bob", name: "Bob" },
      tenant: parts.tenant ?? null,
      data: parts.data ?? { documentId: "d1", document: "Plan" },
      vars: parts.vars ?? {},
      workflow: parts.workflow ?? { key: "new-comment" },
    },
    {
      recipient: parts.recipient ?? { id: "ann", name: "Ann" },
      timestamp: parts.timestamp ?? "2026-03-01T10:00:00.000Z",
      activities: parts.activities ?? [],
      actors: parts.actors ?? [],
      totalActivities: parts.totalActivities ?? 1,
      totalActors: parts.totalActors ?? 1,
      currentMessage: parts.currentMessage ?? null,
      refs: parts.refs ?? {},
      run: parts.run ?? {},
    },
  );
}
