import { Link } from "@tanstack/react-router";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { Figure, Figures } from "../../components/facts/figures.js";
import { durationWords } from "../../components/facts/time-words.js";
import type { Backlog } from "./selection.js";

const number = new Intl.NumberFormat("en");

/** What is under way, in a few numbers; those with a list of their own lead there. */
export function BacklogFigures({ backlog }: { readonly backlog: Backlog }) {
  const env = useEnvironmentKey();
  const { waitingRunCount, dueRunCount, lagSeconds, openBatchCount, fanningOutTriggerCount, queuedMessageCount } =
    backlog;
  return (
    <Figures>
      <Figure name="Runs that wait" about="for a delay or a batch">
        <Link to="/$env/runs" params={{ env }} search={{ outcome: "waiting" }}>
          {number.format(waitingRunCount)}
        </Link>
      </Figure>
      <Figure
        name="Due now"
        about={lagSeconds > 0 ? `the first for ${durationWords(lagSeconds * 1000)}` : "nothing is late"}
        isBad={lagSeconds > 60}
      >
        {number.format(dueRunCount)}
      </Figure>
      <Figure name="Open batches" about="that still collect">
        {number.format(openBatchCount)}
      </Figure>
      <Figure name="Triggers fanning out" about="whose runs are not all made">
        {number.format(fanningOutTriggerCount)}
      </Figure>
      <Figure name="Messages queued" about="for providers">
        <Link to="/$env/messages" params={{ env }} search={{ delivery: "QUEUED" }}>
          {number.format(queuedMessageCount)}
        </Link>
      </Figure>
    </Figures>
  );
}
