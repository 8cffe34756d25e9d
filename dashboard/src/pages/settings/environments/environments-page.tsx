import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { EnvironmentsDocument } from "../../../api/generated/environments.js";
import type { SettingsEnvironmentFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { ChangeEnvironmentDialog } from "./change-environment-dialog.js";
import { NewEnvironmentDialog } from "./new-environment-dialog.js";
import { SettingsFrame } from "../settings-frame.js";
import styles from "../settings.module.css";

/** The environments, in the order in which they were made. */
export function EnvironmentsPage() {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const [open, setOpen] = useState<SettingsEnvironmentFragment | "new" | null>(null);
  const query = useQuery({
    queryKey: ["environments"],
    queryFn: async ({ signal }) => {
      const { environments } = await ask(env, EnvironmentsDocument, { signal });
      if (!environments) throw new Error("The server answered without environments.");
      return environments;
    },
  });
  const mayChange = permissions.includes("environments.change");
  return (
    <SettingsFrame
      title="Environments"
      about="Each holds its own users, workflows, channels and keys. Workflows are promoted from one to the next."
      right="environments.read"
      action={
        permissions.includes("environments.create") && (
          <Button kind="main" onClick={() => setOpen("new")}>
            New environment…
          </Button>
        )
      }
    >
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <p role="status" aria-label="Loading environments" />}
      {query.isSuccess && (
        <div className={styles["scroll"]}>
          <table className={styles["table"]} aria-label="Environments">
            <thead>
              <tr>
                <th scope="col">Environment</th>
                <th scope="col">For</th>
                <th scope="col">Promotes to</th>
                <th scope="col">Personal data</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((each) => (
                <tr key={each.id}>
                  <th scope="row">
                    <strong>{each.name}</strong>
                    <code>{each.key}</code>
                  </th>
                  <td>{each.isDevelopment ? "development" : "real people"}</td>
                  <td>{each.promotesTo?.name ?? <span className={styles["soft"]}>nowhere: the last</span>}</td>
                  <td>{each.hidesPersonalData ? "hidden from readers" : "shown"}</td>
                  <td>
                    <div className={styles["actions"]}>
                      {mayChange && (
                        <Button title={`Change ${each.name}`} onClick={() => setOpen(each)}>
                          Change…
                        </Button>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open === "new" && <NewEnvironmentDialog onClose={() => setOpen(null)} />}
      {open !== null && open !== "new" && (
        <ChangeEnvironmentDialog environment={open} all={query.data ?? []} onClose={() => setOpen(null)} />
      )}
    </SettingsFrame>
  );
}
