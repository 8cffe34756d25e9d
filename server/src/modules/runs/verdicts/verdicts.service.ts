import { badInput, checkId } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { ChannelService } from "../../channels/index.js";
import type { PreferenceService } from "../../preferences/index.js";
import { forecastPreference, mergeLayers, type SourcedRule } from "../../preferences/pure.js";
import type { Scope } from "../../requests/index.js";
import type { WorkflowService } from "../../workflows/index.js";
import { describeTrace } from "../api/describe-trace.js";

export interface VerdictsDeps {
  channels: ChannelService;
  preferences: PreferenceService;
  workflowService: WorkflowService;
}

/** What preferences say now of one workflow and channel. */
export interface Verdict {
  workflowKey: string;
  channelKey: string;
  code: string;
  /** Null if the condition of a rule decides. */
  isAllowed: boolean | null;
  message: string;
  rule: SourcedRule | null;
}

const VERDICTS_MAX = 500;

/** Explains a recipient's preferences: each workflow and channel with the layer that decides. */
export class Verdicts {
  readonly #deps: VerdictsDeps;

  constructor(deps: VerdictsDeps) {
    this.#deps = deps;
  }

  async of(scope: Scope, recipientKey: string, tenantId: string | null): Promise<Verdict[]> {
    const issues = tenantId === null ? [] : checkId(tenantId, ["tenantId"]);
    if (issues.length > 0) throw badInput(issues);
    const { channels, preferences, workflowService } = this.#deps;
    const [layers] = await preferences.layersOf(scope, [{ recipientKey, tenantId }]);
    if (!layers) throw new Error("The layers of a recipient vanished.");
    const merged = mergeLayers(layers);
    const types = new Map((await channels.allOf(scope.environmentId)).map(({ key, type }) => [key, type]));
    const verdicts: Verdict[] = [];
    for (const workflow of await workflowService.subjects(scope, VERDICTS_MAX)) {
      for (const channelKey of new Set(workflow.channel_keys)) {
        const channelType = types.get(channelKey);
        if (channelType === undefined || verdicts.length >= VERDICTS_MAX) continue;
        const about = { workflowKey: workflow.key, channelKey };
        const { isAllowed, code, rule } = forecastPreference(merged, {
          ...{ ...about, channelType, categories: workflow.categories },
          ...{ overridePreferences: workflow.override_preferences, isCommercial: workflow.is_commercial },
        });
        const message =
          isAllowed === null ? depends(rule) : describeTrace(code, { ...about, channelType, ...valuesOf(rule) });
        verdicts.push({ ...about, code, isAllowed, message, rule });
      }
    }
    return verdicts;
  }
}

function valuesOf(found: SourcedRule | null): JsonObject {
  if (!found) return {};
  const { category } = found.rule;
  return { source: found.source, ...(category !== undefined && { category }) };
}

function depends(rule: SourcedRule | null): string {
  const layers = { RECIPIENT: "recipient", TENANT: "tenant's default", ENVIRONMENT: "environment's default" } as const;
  return `It depends on the trigger: a rule of the ${layers[rule?.source ?? "RECIPIENT"]} has a condition.`;
}
