import { CarillonError } from "@carillon/client";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.js";
import type { SessionQuery } from "../../api/generated/operations.js";
import { SessionDocument } from "../../api/generated/session.js";
import { useEnvironmentKey } from "./use-environment.js";

export type Session = NonNullable<SessionQuery["session"]>;

export const sessionOptions = (environmentKey: string) =>
  queryOptions({
    queryKey: [environmentKey, "session"],
    staleTime: 60_000,
    async queryFn({ signal }): Promise<Session> {
      const { session } = await ask(environmentKey, SessionDocument, { signal });
      if (!session) throw new CarillonError("UNAUTHENTICATED", "There is no session.");
      return session;
    },
  });

/** The session in the environment of the page; below the route that loads it. */
export function useSession(): Session {
  return useSuspenseQuery(sessionOptions(useEnvironmentKey())).data;
}
