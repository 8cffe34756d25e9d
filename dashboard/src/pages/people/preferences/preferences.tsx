import { useQuery } from "@tanstack/react-query";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { DetailLoading } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { None } from "../../../components/page/section.js";
import { Layers } from "./layers.js";
import { readPreferences, type PreferenceOwner } from "./owner.js";
import { PreferenceMatrix } from "./preference-matrix.js";

export const preferencesKey = (env: string, owner: PreferenceOwner) => [env, "preferences", owner] as const;

/** The preferences of somebody, or defaults: what follows from them, changed in place, and how they were written. */
export function Preferences({ owner }: { readonly owner: PreferenceOwner }) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: preferencesKey(env, owner),
    queryFn: ({ signal }) => readPreferences(env, owner, signal),
  });
  if (query.isPending) return <DetailLoading label="Loading preferences" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <None>There are no preferences that you may see.</None>;
  return (
    <>
      <PreferenceMatrix owner={owner} preferences={query.data.preferences} />
      <Layers layers={query.data.layers} />
    </>
  );
}
