import { useEffect, useState } from "react";
import { ErrorView } from "../../../components/frame/error-view.js";
import type { WorkflowDocument } from "../../../document/document.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { Compared } from "./compared.js";
import { Messages } from "./messages.js";
import { Runs } from "./runs.js";
import styles from "./simulate.module.css";
import type { Story } from "./story.js";
import { useSimulation } from "./use-simulation.js";
import { TimeLineView } from "./time-line-view.js";

export interface ResultProps {
  readonly workflow: OpenWorkflow;
  readonly document: WorkflowDocument;
  readonly story: Story;
}

const TABS = [
  ["time", "Timeline"],
  ["messages", "Messages"],
  ["runs", "Runs"],
  ["compare", "Compare"],
] as const;

const QUIET_MS = 350;

/** What the story leads to. It follows the story with a short pause; the last answer stays meanwhile. */
export function Result({ workflow, document, story }: ResultProps) {
  const settled = useSettled(story);
  const [tab, setTab] = useState<(typeof TABS)[number][0]>("time");
  const query = useSimulation(workflow, settled);
  const canCompare = workflow.committedVersion !== null && workflow.hasDraft;
  return (
    <section className={styles["result"]} aria-labelledby="result" aria-busy={query.isFetching}>
      <header>
        <h2 id="result">What would happen</h2>
        <div className={styles["tabs"]} role="group" aria-label="View of the result">
          {TABS.filter(([key]) => key !== "compare" || canCompare).map(([key, words]) => (
            <button key={key} type="button" aria-pressed={tab === key} onClick={() => setTab(key)}>
              {words}
            </button>
          ))}
        </div>
      </header>
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <p role="status" aria-label="Loading the simulation" />}
      {query.data && !query.isError && (
        <>
          <p className={styles["sum"]} role="status">
            {sumWords(query.data.messages.length, query.data.runs.length)}
          </p>
          {tab === "time" && <TimeLineView simulation={query.data} startAt={settled.startAt} />}
          {tab === "messages" && <Messages simulation={query.data} startAt={settled.startAt} />}
          {tab === "runs" && <Runs simulation={query.data} document={document} />}
          {tab === "compare" && <Compared workflow={workflow} story={settled} />}
        </>
      )}
    </section>
  );
}

function sumWords(messages: number, runs: number): string {
  const of = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  return `${of(messages, "message")} from ${of(runs, "run")}. Nothing is sent.`;
}

function useSettled(story: Story): Story {
  const [settled, setSettled] = useState(story);
  const text = JSON.stringify(story);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Story), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
