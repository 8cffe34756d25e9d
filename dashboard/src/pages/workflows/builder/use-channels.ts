import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import { BuilderChannelsDocument } from "../../../api/generated/builder.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import type { ChannelChoice } from "../../../document/shapes.js";

const FRESH_MS = 60_000;
const NONE: readonly ChannelChoice[] = [];

/** The channels of the environment; none until they are loaded. */
export function useChannels(): readonly ChannelChoice[] {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "channels"],
    staleTime: FRESH_MS,
    queryFn: async ({ signal }) => (await ask(env, BuilderChannelsDocument, { signal })).channels?.nodes ?? [],
  });
  return query.data ?? NONE;
}
