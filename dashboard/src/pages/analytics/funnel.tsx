import { Link } from "@tanstack/react-router";
import type { AnalyticsQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { None, Section } from "../../components/page/section.js";
import { Bars } from "./bars.js";
import { type AnalyticsSearch } from "./search.js";
import { messagesSearch } from "./spans.js";

const STAGES = [
  ["made", "Made"],
  ["sent", "Sent"],
  ["delivered", "Delivered"],
  ["seen", "Seen"],
  ["read", "Read"],
  ["interacted", "Acted upon"],
] as const;

export interface FunnelProps {
  readonly cohort: AnalyticsQuery["cohort"];
  readonly search: AnalyticsSearch;
}

/** What became of the messages that were made within the time, until now. */
export function Funnel({ cohort, search }: FunnelProps) {
  const env = useEnvironmentKey();
  const totals = cohort?.series[0]?.totals;
  const made = totals?.made ?? 0;
  return (
    <Section title="What became of them" about="Of the messages made within this time, until now.">
      {totals === undefined || made === 0 ? (
        <None>No message was made within this time.</None>
      ) : (
        <Bars
          whole={made}
          bars={STAGES.map(([kind, label]) => {
            const count = totals[kind];
            const text = count.toLocaleString("en");
            return {
              key: kind,
              label,
              count,
              note: `${Math.round((count / made) * 100)} %`,
              value:
                kind === "made" ? (
                  <Link to="/$env/messages" params={{ env }} search={messagesSearch(search)}>
                    {text}
                  </Link>
                ) : (
                  text
                ),
            };
          })}
        />
      )}
    </Section>
  );
}
