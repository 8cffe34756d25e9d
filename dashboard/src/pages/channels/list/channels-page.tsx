import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { HealthFragment, OneChannelFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import { StatusMark } from "../../../components/marks/status-mark.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { DetailLoading } from "../../../components/facts/details.js";
import { PageTitle } from "../../../components/frame/page-title.js";
import { CHANNEL_TYPES, typeWords } from "../../../components/facts/channel-type.js";
import { providerName, stateOf } from "../channel-words.js";
import { useChannelList, type ChannelList } from "../use-channel-list.js";
import { NewChannel } from "./new-channel.js";
import styles from "./channels-page.module.css";

/** The ways to reach people, by kind, with how sending goes. */
export function ChannelsPage() {
  const { permissions } = useSession();
  const query = useChannelList();
  const [isMaking, setIsMaking] = useState(false);
  const mayChange = permissions.includes("channels.change");
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        <PageTitle name="Channels" />
        {mayChange && query.isSuccess && (
          <Button kind="main" onClick={() => setIsMaking(true)}>
            New channel
          </Button>
        )}
      </header>
      {query.isPending && <DetailLoading label="Loading channels" />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Groups list={query.data} />}
      {isMaking && query.data && <NewChannel providers={query.data.providers} onClose={() => setIsMaking(false)} />}
    </div>
  );
}

function Groups({ list }: { readonly list: ChannelList }) {
  if (list.channels.length === 0) {
    return (
      <div className={styles["empty"]}>
        <h2>No channels yet</h2>
        <p>A channel is a way to reach people, such as the feed of your app or the mails of one sender.</p>
      </div>
    );
  }
  return CHANNEL_TYPES.map((type) => {
    const channels = list.channels.filter((channel) => channel.type === type);
    if (channels.length === 0) return null;
    return (
      <section key={type} aria-labelledby={`channels-${type}`} className={styles["group"]}>
        <h2 id={`channels-${type}`}>{typeWords(type)}</h2>
        <ul>
          {channels.map((channel) => (
            <Card key={channel.id} channel={channel} list={list} />
          ))}
        </ul>
      </section>
    );
  });
}

function Card({ channel, list }: { readonly channel: OneChannelFragment; readonly list: ChannelList }) {
  const env = useEnvironmentKey();
  const [kind, words] = stateOf(channel);
  const { channelKey, name, isDefault, providers, issues } = channel;
  const names = providers.map(({ providerKey }) => providerName(list.providers, providerKey));
  const about = issues.length > 0 ? issues.map(({ message }) => message).join(" ") : names.join(", then ");
  const health = list.health.filter((each) => each.channelKey === channelKey);
  return (
    <li className={styles["card"]}>
      <p className={styles["name"]}>
        <Link to="/$env/channels/$key" params={{ env, key: channelKey }}>
          {name}
        </Link>
        <code>{channelKey}</code>
        {isDefault && <span className={styles["badge"]}>default</span>}
      </p>
      <StatusMark kind={kind}>{words}</StatusMark>
      {about !== "" && <p className={styles["about"]}>{about}</p>}
      {health.length > 0 && <p className={styles["health"]}>{healthWords(health)}</p>}
    </li>
  );
}

/** How sending went in the last hour, such as `1,240 attempts in the last hour, 12 failed, 95 of 100 within 820 ms`. */
function healthWords(health: readonly HealthFragment[]): string {
  const sum = (of: (each: HealthFragment) => number) => health.reduce((total, each) => total + of(each), 0);
  const attempts = sum((each) => each.attemptCount);
  const failures = sum((each) => each.failureCount);
  const queued = sum((each) => each.queuedCount);
  const slowest = Math.max(0, ...health.map(({ p95Ms }) => p95Ms ?? 0));
  const count = (value: number) => value.toLocaleString("en");
  return [
    attempts === 0 ? "No attempts in the last hour" : `${count(attempts)} attempts in the last hour`,
    ...(failures > 0 ? [`${count(failures)} failed`] : []),
    ...(slowest > 0 ? [`95 of 100 answers within ${count(slowest)} ms`] : []),
    ...(queued > 0 ? [`${count(queued)} waiting`] : []),
  ].join(", ");
}
