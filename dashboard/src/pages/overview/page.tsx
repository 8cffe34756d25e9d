import { addressOf } from "../../app/page-address.js";
import { useSession } from "../../app/session/use-session.js";
import { PageTitle } from "../../components/frame/page-title.js";
import styles from "./overview.module.css";

const ELSEWHERE = [
  ["demo", "Demo", "Two people side by side with the feed, and a form that calls notify."],
  ["graphql", "GraphiQL", "The API with examples and live subscriptions."],
  ["mailbox", "Mailbox", "Mails and text messages that were sent here; none of them left this machine."],
] as const;

/** Where one is, and what else the server shows. */
export function OverviewPage() {
  const { environment, environments } = useSession();
  return (
    <div className={styles["page"]}>
      <PageTitle name={environment?.name ?? "Overview"} />
      <p className={styles["about"]}>
        Environment <code>{environment?.key}</code>
        {environments.length > 1 && `, one of ${environments.length} that you may see`}.
      </p>
      <h2>Also on this server</h2>
      <ul className={styles["cards"]}>
        {ELSEWHERE.map(([path, name, text]) => (
          <li key={path}>
            <a href={addressOf(path)}>{name}</a>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
