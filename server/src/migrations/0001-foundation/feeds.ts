/** Messages and feeds. */
export const FEED_TABLES = `
create sequence feed_epoch_seq;
create type delivery_status as enum
  ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'NOT_SENT', 'UNCERTAIN', 'UNDELIVERED', 'BOUNCED');

-- What items share: per trigger, step and variant. blocks is null when each item was rendered for its recipient.
create table contents (
  environment_id int not null,
  id uuid not null,
  blocks jsonb,
  data jsonb not null,
  actor_keys text[] not null,
  created_at timestamptz not null,
  primary key (environment_id, id)
);

-- What one channel step made for one recipient: the run's ordinal-th message. position 0: in no feed.
-- blocks, data, actor_keys override the content's where this recipient has its own.
create table messages (
  environment_id int not null,
  lane smallint not null,
  run_id uuid not null,
  ordinal smallint not null,
  recipient_key text not null,
  channel_id int not null,
  trigger_id uuid not null,
  version_id int not null,
  workflow_id int not null,
  step_ref text not null,
  tenant_id text,
  delivery_status delivery_status not null,
  position bigint not null default 0,
  version bigint not null default 0,
  content_id uuid not null,
  blocks jsonb,
  data jsonb,
  actor_keys text[],
  actor_count int not null,
  activity_count int not null,
  batch_id uuid,
  interaction jsonb,
  seen_at timestamptz,
  read_at timestamptz,
  interacted_at timestamptz,
  link_clicked_at timestamptz,
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (environment_id, lane, run_id, ordinal)
) with (fillfactor = 90);
create index messages_in_feed on messages (environment_id, lane, recipient_key, channel_id, position)
  where position > 0;
create index messages_by_change on messages (environment_id, lane, recipient_key, channel_id, version)
  where position > 0;

-- One in-app channel of one recipient. Every change takes the next version. total, unread, unseen count what is not
-- archived; tenants holds [total, unread, unseen] per tenant, so that no tenant = all minus the sum. Changes up to
-- log_floor can no longer be replayed.
create table feeds (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  channel_id int not null,
  epoch bigint not null default nextval('feed_epoch_seq'),
  version bigint not null default 0,
  log_floor bigint not null default 0,
  total int not null default 0,
  unread int not null default 0,
  unseen int not null default 0,
  tenants jsonb not null default '{}',
  primary key (environment_id, lane, recipient_key, channel_id)
) with (fillfactor = 70);

-- Items that are gone, so that a client that was away learns of it.
create table feed_removals (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  channel_id int not null,
  version bigint not null,
  run_id uuid not null,
  ordinal smallint not null,
  removed_at timestamptz not null,
  primary key (environment_id, lane, recipient_key, channel_id, version)
);
create index feed_removals_by_age on feed_removals (removed_at);
`;
