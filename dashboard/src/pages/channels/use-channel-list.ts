import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.js";
import { ChannelsDocument } from "../../api/generated/channels.js";
import type { HealthFragment, OneChannelFragment, OneProviderFragment } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";

export interface ChannelList {
  readonly channels: readonly OneChannelFragment[];
  readonly providers: readonly OneProviderFragment[];
  readonly health: readonly HealthFragment[];
}

export const channelsKey = (env: string) => [env, "channel-list"] as const;

/** The channels with their providers, and how sending went in the last hour. */
export function useChannelList() {
  const env = useEnvironmentKey();
  return useQuery({
    queryKey: channelsKey(env),
    async queryFn({ signal }): Promise<ChannelList> {
      const { channels, providers, deliveryHealth } = await ask(env, ChannelsDocument, { signal });
      if (!channels) throw new Error("The server answered without channels.");
      return { channels: channels.nodes, providers: providers ?? [], health: deliveryHealth ?? [] };
    },
  });
}
