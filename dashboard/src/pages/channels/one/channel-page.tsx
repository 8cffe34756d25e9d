import { getRouteApi } from "@tanstack/react-router";
import type { OneChannelFragment } from "../../../api/generated/operations.js";
import { useSession } from "../../../app/session/use-session.js";
import { DetailLoading, DetailPage, Details, Facts, Missing } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { PageTitle } from "../../../components/frame/page-title.js";
import { StatusMark } from "../../../components/marks/status-mark.js";
import { typeWords } from "../../../components/facts/channel-type.js";
import { stateOf } from "../channel-words.js";
import { useChannelList, type ChannelList } from "../use-channel-list.js";
import { CallbackUrl } from "./callback-url.js";
import { ChannelSwitches } from "./channel-switches.js";
import { DeleteChannel } from "./delete-channel.js";
import { EditProviders } from "./edit-providers.js";
import { Health } from "./health.js";
import { SendTest } from "./send-test.js";

const route = getRouteApi("/$env/channels/$key");

/** One channel: whether it can send, who sends for it and how, and how that goes. */
export function ChannelPage() {
  const { key } = route.useParams();
  const query = useChannelList();
  if (query.isPending) return <DetailLoading label="Loading the channel" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const channel = query.data.channels.find(({ channelKey }) => channelKey === key);
  return (
    <DetailPage>
      {channel ? <Found key={key} channel={channel} list={query.data} /> : <Missing what="channel" isAside={false} />}
    </DetailPage>
  );
}

function Found({ channel, list }: { readonly channel: OneChannelFragment; readonly list: ChannelList }) {
  const { permissions } = useSession();
  const mayChange = permissions.includes("channels.change");
  const [kind, words] = stateOf(channel);
  const { channelKey, name, type, isDefault, onUncertain, callbackUrl } = channel;
  const isOutside = type !== "IN_APP";
  return (
    <Details>
      <PageTitle name={name} />
      <Facts
        facts={[
          [
            "State",
            <StatusMark key="state" kind={kind}>
              {words}
            </StatusMark>,
          ],
          ["Kind", typeWords(type)],
          ["Key", <code key="key">{channelKey}</code>],
          ["Default of its kind", isDefault && "yes"],
          ["After a lost answer", onUncertain !== null && UNCERTAIN[onUncertain]],
        ]}
      />
      <ChannelSwitches channel={channel} mayChange={mayChange} />
      {isOutside && <Health channel={channel} list={list} mayChange={mayChange} />}
      {isOutside && <EditProviders channel={channel} providers={list.providers} mayChange={mayChange} />}
      {isOutside && mayChange && <SendTest channel={channel} />}
      {callbackUrl !== null && <CallbackUrl channelKey={channelKey} url={callbackUrl} mayChange={mayChange} />}
      {mayChange && <DeleteChannel channelKey={channelKey} />}
    </Details>
  );
}

const UNCERTAIN: Readonly<Record<NonNullable<OneChannelFragment["onUncertain"]>, string>> = {
  RESOLVE: "waits for a report",
  RETRY: "is sent again",
  STOP: "is given up",
};
