import { Link } from "@tanstack/react-router";
import type { RunQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DeliveryMark } from "../../components/marks/delivery-mark.js";
import { When } from "../../components/facts/when.js";
import styles from "./run.module.css";

/** The messages that a run made. */
export function RunMessages({ messages }: { readonly messages: NonNullable<RunQuery["run"]>["messages"] }) {
  const env = useEnvironmentKey();
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      {messages.length === 0 ? (
        <p className={styles["none"]}>It has made none.</p>
      ) : (
        <ul className={styles["messages"]}>
          {messages.map(({ id, channelKey, deliveryStatus, createdAt }) => (
            <li key={id}>
              <DeliveryMark status={deliveryStatus} />
              <Link to="/$env/messages/$id" params={{ env, id }}>
                {channelKey}
              </Link>
              <When at={createdAt} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
