import { type ReactElement, useEffect, useState } from "react";
import { fetchStory, type Story } from "./demo-api.js";

/** An event that was sent. */
export interface Told {
  readonly triggerId: string;
  readonly title: string;
  readonly at: number;
}

const ASK_EVERY_MS = 700;

/** What became of the last events, and why. */
export function Stories({ told }: { readonly told: readonly Told[] }): ReactElement {
  return (
    <section className="stories" aria-label="What happened, and why">
      <h2>What happened, and why</h2>
      {told.length === 0 ? <p className="hint">Every decision of the engine shows up here.</p> : null}
      <ol>
        {told.map((each) => (
          <StoryCard key={each.triggerId} told={each} />
        ))}
      </ol>
    </section>
  );
}

function StoryCard({ told }: { readonly told: Told }): ReactElement {
  const story = useStory(told.triggerId);
  const runs = story?.runs.nodes ?? [];
  return (
    <li className="story" data-status={story?.status ?? "ACCEPTED"}>
      <p className="story-title">
        <span>{told.title}</span>
        <span className="story-status">{(story?.status ?? "ACCEPTED").toLowerCase()}</span>
      </p>
      {runs.map((run) => (
        <details key={run.id}>
          <summary>
            {run.recipient?.name ?? "Somebody"} · <em>{lastWords(run.trace)}</em>
          </summary>
          <ul>
            {run.trace.map((entry, index) => (
              <li key={index}>
                <code>{entry.code}</code> {entry.message}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </li>
  );
}

function lastWords(trace: Story["runs"]["nodes"][number]["trace"]): string {
  const telling = trace.filter(({ code }) => code !== "run.completed");
  return telling.at(-1)?.message ?? "on its way";
}

/** Asks until the trigger has ended. */
function useStory(triggerId: string): Story | null {
  const [story, setStory] = useState<Story | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const found = await fetchStory(triggerId).catch(() => null);
      if (isOver) return;
      if (found) setStory(found);
      const isOpen = !found || found.status === "ACCEPTED" || found.status === "RUNNING";
      if (isOpen) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [triggerId]);
  return story;
}
