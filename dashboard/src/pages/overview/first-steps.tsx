import { Link } from "@tanstack/react-router";
import { Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { OverviewQuery } from "../../api/generated/operations.js";
import { addressOf } from "../../app/page-address.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { NotifyCall } from "../../components/facts/notify-hint.js";
import styles from "./overview.module.css";

interface Step {
  readonly title: string;
  readonly isDone: boolean;
  readonly how: ReactNode;
}

/** What is left on the way to the first message that somebody sees; nothing once all is done. */
export function FirstSteps({ overview }: { readonly overview: OverviewQuery }) {
  const env = useEnvironmentKey();
  const { environment } = useSession();
  const { workflows, users, anyTrigger, messages } = overview;
  const steps: readonly Step[] = [
    {
      title: "Commit a workflow",
      isDone: workflows?.nodes.some(({ committedVersion }) => committedVersion !== null) ?? false,
      how: (
        <p>
          It says what is sent, over which channels, and when not.{" "}
          <Link to="/$env/workflows" params={{ env }}>
            Make one
          </Link>
          , try it with Simulate, then commit it.
        </p>
      ),
    },
    {
      title: "Tell who your users are",
      isDone: (users?.nodes.length ?? 0) > 0,
      how: (
        <p>
          <code>identify</code> stores a user with name and addresses. Or name them in the call of <code>notify</code>.
        </p>
      ),
    },
    {
      title: "Call notify",
      isDone: (anyTrigger?.nodes.length ?? 0) > 0,
      how: (
        <>
          <p>
            From your backend, with a secret key
            {environment?.isDevelopment === true && ", which the server printed at its start"}. From a terminal:
          </p>
          <NotifyCall />
        </>
      ),
    },
    {
      title: "See a message arrive",
      isDone: messages?.nodes.some(({ seenAt }) => seenAt !== null) ?? false,
      how: (
        <p>
          Put the feed into your page with <code>@carillon/react</code> or <code>@carillon/elements</code>
          {environment?.isDevelopment === true && (
            <>
              , or look at it in the <a href={addressOf("demo")}>demo</a>
            </>
          )}
          .
        </p>
      ),
    },
  ];
  const next = steps.find(({ isDone }) => !isDone);
  if (!next) return null;
  return (
    <section aria-labelledby="first-steps" className={styles["steps"]}>
      <h2 id="first-steps">To the first message</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.title} data-is-done={step.isDone} data-is-next={step === next}>
            <p>
              {step.isDone ? <CircleCheck size={17} aria-hidden /> : <Circle size={17} aria-hidden />}
              <strong>{step.title}</strong>
              <span className="visually-hidden">{step.isDone ? "done" : "not done yet"}</span>
            </p>
            {step === next && step.how}
          </li>
        ))}
      </ol>
    </section>
  );
}
