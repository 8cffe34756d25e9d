import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import { PromotionTargetDocument, PromotionTargetsDocument } from "../../../api/generated/versions.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import type { WorkflowDocument } from "../../../document/document.js";
import { allSteps } from "../../../document/paths.js";

/** An environment into which a version may be promoted. */
export interface Target {
  readonly key: string;
  readonly name: string;
  /** Whether it is the next one of the environment of the page. */
  readonly isNext: boolean;
}

/** Where this environment's versions may go: the next environment first; owners and admins choose any other, too. */
export function useTargets() {
  const env = useEnvironmentKey();
  return useQuery({
    queryKey: [env, "promotion-targets"],
    async queryFn({ signal }): Promise<readonly Target[]> {
      const { session } = await ask(env, PromotionTargetsDocument, { signal });
      if (!session) return [];
      const isLead = session.role === "OWNER" || session.role === "ADMIN";
      const next = session.environment?.promotesTo?.key;
      return session.environments
        .filter(({ key, promotesTo }) => key !== env && (isLead || (key === next && promotesTo !== null)))
        .map(({ key, name }) => ({ key, name, isNext: key === next }))
        .sort((left, right) => Number(right.isNext) - Number(left.isNext));
    },
  });
}

/** What the target has of the workflow now, and its channels. */
export function useTarget(targetKey: string | undefined, workflowKey: string) {
  return useQuery({
    queryKey: [targetKey, "promotion-target", workflowKey],
    enabled: targetKey !== undefined,
    staleTime: 0,
    async queryFn({ signal }) {
      const { workflow, channels } = await ask(targetKey ?? "", PromotionTargetDocument, {
        variables: { key: workflowKey },
        signal,
      });
      return { workflow, channelKeys: channels?.nodes.map(({ channelKey }) => channelKey) ?? [] };
    },
  });
}

/** A channel that the target lacks, and the steps that send by it. */
export interface MissingChannel {
  readonly channelKey: string;
  readonly refs: readonly string[];
}

export function missingChannels(document: WorkflowDocument | null, channelKeys: readonly string[]): MissingChannel[] {
  const missing = new Map<string, string[]>();
  for (const { step } of document ? allSteps(document) : []) {
    const { channelKey } = step;
    if (typeof channelKey !== "string" || channelKeys.includes(channelKey)) continue;
    missing.set(channelKey, [...(missing.get(channelKey) ?? []), step.ref]);
  }
  return [...missing].map(([channelKey, refs]) => ({ channelKey, refs }));
}
