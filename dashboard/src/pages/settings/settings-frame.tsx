import type { ReactNode } from "react";
import { useSession } from "../../app/session/use-session.js";
import { PageTitle } from "../../components/frame/page-title.js";
import styles from "./settings.module.css";

export interface SettingsFrameProps {
  readonly title: string;
  readonly about: ReactNode;
  /** The right without which there is nothing to see. */
  readonly right: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the account. Who may not see it is told who can change that. */
export function SettingsFrame({ title, about, right, action, children }: SettingsFrameProps) {
  const { permissions } = useSession();
  const mayLook = permissions.includes(right);
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        <PageTitle name={title} />
        {mayLook && action}
      </header>
      {mayLook ? (
        <>
          <p className={styles["about"]}>{about}</p>
          {children}
        </>
      ) : (
        <NoRight right={right} />
      )}
    </div>
  );
}

export function NoRight({ right }: { readonly right: string }) {
  return (
    <p className={styles["about"]} role="note">
      Your role does not show this: it needs the right <code>{right}</code>, which owners and admins have. Ask one of
      them.
    </p>
  );
}
