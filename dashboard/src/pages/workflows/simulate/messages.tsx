import { ContentView } from "../../../components/content/content-view.js";
import { nameOf, type Simulation } from "./moments.js";
import styles from "./simulate.module.css";
import { offsetWords } from "./story.js";

export interface MessagesProps {
  readonly simulation: Simulation;
  readonly startAt: string;
}

/** The messages as they would read, in order. */
export function Messages({ simulation, startAt }: MessagesProps) {
  if (simulation.messages.length === 0) return <p>No message would be made. “Runs” says why.</p>;
  return (
    <ol className={styles["messages"]} aria-label="Messages">
      {simulation.messages.map((message, index) => (
        <li key={index}>
          <p>
            <strong>{nameOf(message.recipient)}</strong> by <code>{message.channelKey}</code>{" "}
            {offsetWords((Date.parse(message.at) - Date.parse(startAt)) / 1000)}
            {message.activityCount > 1 && `, tells of ${message.activityCount}`}
          </p>
          <ContentView content={message.content} />
        </li>
      ))}
    </ol>
  );
}
