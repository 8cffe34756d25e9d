import { Link } from "@tanstack/react-router";
import type { AnalyticsQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { None, Section } from "../../components/page/section.js";
import styles from "./analytics.module.css";
import { type AnalyticsSearch } from "./search.js";
import { messagesSearch } from "./spans.js";

export interface GroupsProps {
  readonly title: string;
  /** The filter that a row sets. */
  readonly name: "workflow" | "channel";
  readonly groups: AnalyticsQuery["workflows"];
  readonly search: AnalyticsSearch;
  readonly onChoose: (key: string) => void;
}

const WIDTH = 80;
const HEIGHT = 20;

/** A row for each workflow or channel, the largest first. Its name narrows the page to it. */
export function Groups({ title, name, groups, search, onChoose }: GroupsProps) {
  const env = useEnvironmentKey();
  const series = (groups?.series ?? []).filter(({ totals }) => totals.made > 0);
  return (
    <Section title={title}>
      {series.length === 0 ? (
        <None>No message was made within this time.</None>
      ) : (
        <div className={styles["scroll"]}>
          <table className={styles["groups"]} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{name === "workflow" ? "Workflow" : "Channel"}</th>
                <th scope="col">Over time</th>
                <th scope="col">Made</th>
                <th scope="col">Delivered</th>
                <th scope="col">Failed</th>
                <th scope="col">Read</th>
                <th scope="col">Acted upon</th>
              </tr>
            </thead>
            <tbody>
              {series.map(({ groupKey, made, totals }) => (
                <tr key={groupKey}>
                  <th scope="row">
                    {groupKey === "*" || groupKey === null ? (
                      "All others"
                    ) : (
                      <button type="button" onClick={() => onChoose(groupKey)}>
                        <code>{groupKey}</code>
                      </button>
                    )}
                  </th>
                  <td>
                    <Spark values={made} />
                  </td>
                  <td>
                    {groupKey === "*" || groupKey === null ? (
                      totals.made.toLocaleString("en")
                    ) : (
                      <Link
                        to="/$env/messages"
                        params={{ env }}
                        search={{ ...messagesSearch(search), [name]: groupKey }}
                      >
                        {totals.made.toLocaleString("en")}
                      </Link>
                    )}
                  </td>
                  <td>{totals.delivered.toLocaleString("en")}</td>
                  <td>{totals.failed.toLocaleString("en")}</td>
                  <td>{totals.read.toLocaleString("en")}</td>
                  <td>{totals.interacted.toLocaleString("en")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Spark({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, n) => `${n * step},${HEIGHT - 1 - (value / most) * (HEIGHT - 2)}`);
  return (
    <svg className={styles["spark"]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
