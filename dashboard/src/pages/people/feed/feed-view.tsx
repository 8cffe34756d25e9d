import "@carillon/react/styles.css";
import { Feed, FeedProvider } from "@carillon/react";
import { useEffect, useState } from "react";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { useTheme } from "../../../app/theme.js";
import { CheckField } from "../../../components/form/select-field.js";
import { Section } from "../../../components/page/section.js";
import { createFeedClient } from "./feed-client.js";
import styles from "./feed-view.module.css";

/** The feed as the user sees it, by the real widget. Nothing is marked, unless somebody switches that on. */
export function FeedView({ userId }: { readonly userId: string }) {
  const { permissions } = useSession();
  const [hasMarks, setHasMarks] = useState(false);
  return (
    <Section
      title="Feed"
      about={
        hasMarks
          ? "What you do here happens in the user’s feed, as if they had done it."
          : "As the user sees it. Nothing that you do here reaches them: what is unread stays unread."
      }
    >
      {permissions.includes("messages.change") && (
        <CheckField label="Act for the user: mark, snooze and archive" checked={hasMarks} onChange={setHasMarks} />
      )}
      <Widget key={String(hasMarks)} userId={userId} hasMarks={hasMarks} />
    </Section>
  );
}

function Widget({ userId, hasMarks }: { readonly userId: string; readonly hasMarks: boolean }) {
  const environmentKey = useEnvironmentKey();
  const chosen = useTheme();
  const [client] = useState(() => createFeedClient({ environmentKey, userId, hasMarks }));
  useEffect(() => () => client.close(), [client]);
  return (
    <div className={styles["frame"]}>
      <FeedProvider client={client} theme={chosen === "system" ? "auto" : chosen}>
        <Feed marksSeen={false} headingLevel={3} onNavigate={() => undefined} />
      </FeedProvider>
    </div>
  );
}
