import { Link } from "@tanstack/react-router";
import type { AnalyticsQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { labelOf, runsByKind } from "../../components/marks/outcome.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import { None, Section } from "../../components/page/section.js";
import { Bars } from "./bars.js";
import { DEFAULT_SPAN, type AnalyticsSearch } from "./search.js";
import { SPANS } from "./spans.js";

export interface OutcomesProps {
  readonly outcomes: AnalyticsQuery["outcomes"];
  readonly search: AnalyticsSearch;
}

/** How runs ended, by kind: why people were reached, or were not. */
export function Outcomes({ outcomes, search }: OutcomesProps) {
  const env = useEnvironmentKey();
  const counts = runsByKind(outcomes?.series ?? []);
  const whole = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const range = SPANS[search.span ?? DEFAULT_SPAN].logRange;
  return (
    <Section title="How runs ended" about="One run is one workflow for one recipient.">
      {whole === 0 ? (
        <None>No run ended within this time.</None>
      ) : (
        <Bars
          whole={whole}
          bars={[...counts].map(([kind, count]) => ({
            key: kind,
            label: <StatusMark kind={kind}>{labelOf(kind)}</StatusMark>,
            count,
            value: (
              <Link
                to="/$env/runs"
                params={{ env }}
                search={{ range, outcome: kind, ...(search.workflow ? { workflow: search.workflow } : {}) }}
              >
                {count.toLocaleString("en")}
              </Link>
            ),
          }))}
        />
      )}
    </Section>
  );
}
