import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useShortcuts, type Shortcut } from "../keys/keys.js";
import { useEnvironmentKey } from "../session/use-environment.js";
import { useSession } from "../session/use-session.js";
import { DESTINATIONS } from "./destinations.js";

/** The keys that lead to the pages of the side bar. */
export function useGoTo(): void {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const navigate = useNavigate();
  useShortcuts(
    useMemo(
      () =>
        DESTINATIONS.flatMap(({ members }) => members)
          .filter(({ right }) => permissions.includes(right))
          .map(({ to, keys, label }): Shortcut => ({
            ...{ keys, label, group: "Go to" },
            run: () => void navigate({ to, params: { env } }),
          })),
      [env, permissions, navigate],
    ),
  );
}
