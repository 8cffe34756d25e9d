import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const AnalyticsDocument: TypedDocument<types.AnalyticsQuery, types.AnalyticsQueryVariables> =
  "query Analytics($time:StatsInput!$cohort:StatsInput!$outcomes:StatsInput!$workflows:StatsInput!$channels:StatsInput!){time:stats(input:$time){countedFrom times series{made delivered failed seen read interacted totals{made delivered failed runs}}}cohort:stats(input:$cohort){series{totals{made sent delivered seen read interacted}}}outcomes:stats(input:$outcomes){series{groupKey totals{runs}}}workflows:stats(input:$workflows){...Group}channels:stats(input:$channels){...Group}}fragment Group on Stats{series{groupKey made totals{made delivered failed read interacted}}}";
