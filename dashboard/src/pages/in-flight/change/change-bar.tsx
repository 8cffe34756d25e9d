import { Link } from "@tanstack/react-router";
import { FastForward, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { RunAction } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import type { InFlightSearch } from "../search.js";
import { selectionCount, selectionWords, type Backlog } from "../selection.js";
import { runsWords } from "../waits.js";
import styles from "./change.module.css";

const ChangeDialog = lazy(async () => ({ default: (await import("./change-dialog.js")).ChangeDialog }));

export interface ChangeBarProps {
  readonly backlog: Backlog;
  readonly search: InFlightSearch;
  /** Chooses all again. */
  readonly onClear: () => void;
}

/** Which runs are meant, and what may be done with them. */
export function ChangeBar({ backlog, search, onClear }: ChangeBarProps) {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const [action, setAction] = useState<RunAction | null>(null);
  const words = selectionWords(search);
  const count = selectionCount(backlog, search);
  const isAll = words === "";
  return (
    <div className={styles["bar"]} role="region" aria-label="The chosen runs">
      <p>
        <Link to="/$env/runs" params={{ env }} search={{ outcome: "waiting", ...search }}>
          {count === null ? "The runs" : runsWords(count)}
        </Link>{" "}
        {isAll ? "in all, everything that waits" : words}
      </p>
      {!isAll && (
        <Button onClick={onClear}>
          <X size={15} aria-hidden />
          All again
        </Button>
      )}
      {permissions.includes("triggers.cancel") && (
        <>
          <Button onClick={() => setAction("WAKE")}>
            <FastForward size={15} aria-hidden />
            Wake…
          </Button>
          <Button kind="danger" onClick={() => setAction("CANCEL")}>
            Cancel…
          </Button>
        </>
      )}
      <Suspense>
        {action !== null && <ChangeDialog action={action} search={search} onClose={() => setAction(null)} />}
      </Suspense>
    </div>
  );
}
