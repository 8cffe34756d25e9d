import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { channelsKey } from "../use-channel-list.js";

/** A change of a channel, after which the channels are read again. */
export function useChannelChange<Result, Variables = void>(
  work: (env: string, variables: Variables) => Promise<Result>,
) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => work(env, variables),
    onSuccess: () => client.invalidateQueries({ queryKey: channelsKey(env) }),
  });
}
