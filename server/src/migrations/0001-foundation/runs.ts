/** Triggers, their fan-outs, and the state of waiting runs. */
export const RUN_TABLES = `
create sequence trigger_seq;
create type run_status as enum ('PENDING', 'WAITING', 'COMPLETED', 'CANCELLED', 'FAILED');

-- One accepted notify call. The data is stored here once. seq is the promised order.
create table triggers (
  environment_id int not null,
  id uuid not null,
  seq bigint not null default nextval('trigger_seq'),
  workflow_id int not null,
  version_id int not null,
  actor_key text,
  tenant_id text,
  data jsonb not null,
  cancellation_key text,
  is_sandbox boolean not null,
  skips_delays boolean not null,
  accepted_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_keys text[],
  failure text,
  primary key (environment_id, id)
);
create unique index triggers_by_seq on triggers (environment_id, seq);
create index triggers_by_cancellation on triggers (environment_id, workflow_id, cancellation_key)
  where cancellation_key is not null;

-- What of a trigger is still to be reached in one lane: source '' are recipients named in the call, else the subscribers
-- of the objects below the object named by source; may_repeat: some may have a run already. Also counts this lane's runs, so that no page writes the trigger row.
create table fanouts (
  environment_id int not null,
  lane smallint not null,
  trigger_id uuid not null,
  source text not null default '',
  trigger_seq bigint not null,
  recipients jsonb,
  object_keys text[],
  cursor_object text not null default '',
  cursor_subscriber text not null default '',
  may_repeat boolean not null default false,
  is_done boolean not null default false,
  run_count int not null default 0,
  completed_count int not null default 0,
  cancelled_count int not null default 0,
  failed_count int not null default 0,
  primary key (environment_id, lane, trigger_id, source)
) with (fillfactor = 80);
create index fanouts_due on fanouts (environment_id, lane, trigger_seq, source) where not is_done;
create index fanouts_by_trigger on fanouts (environment_id, trigger_id);

-- One workflow for one recipient. source names the fanouts row that counts it.
create table runs (
  environment_id int not null,
  lane smallint not null,
  id uuid not null,
  trigger_id uuid not null,
  trigger_seq bigint not null,
  source text not null,
  workflow_id int not null,
  version_id int not null,
  recipient_key text not null,
  status run_status not null,
  due_at timestamptz,
  batch_id uuid,
  state jsonb,
  data jsonb,
  subscription jsonb,
  trace jsonb not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (environment_id, lane, id)
);
create index runs_due on runs (environment_id, lane, due_at) where due_at is not null;
create index runs_by_trigger on runs (environment_id, trigger_seq, created_at, id);
create index runs_by_batch on runs (environment_id, lane, batch_id) where batch_id is not null;

-- An open or closed batch of one recipient. pin is 0, or the version it belongs to when pinned.
create table batches (
  environment_id int not null,
  lane smallint not null,
  id uuid not null,
  recipient_key text not null,
  workflow_id int not null,
  version_id int not null,
  step_ref text not null,
  pin int not null,
  key text not null,
  is_open boolean not null,
  opened_at timestamptz not null,
  closes_at timestamptz not null,
  closes_at_most timestamptz,
  item_count int not null,
  next_ordinal int not null,
  primary key (environment_id, lane, id)
);
create unique index batches_open on batches (environment_id, lane, recipient_key, workflow_id, step_ref, pin, key)
  where is_open;
create index batches_due on batches (environment_id, lane, closes_at) where is_open;

create table batch_items (
  environment_id int not null,
  lane smallint not null,
  batch_id uuid not null,
  ordinal int not null,
  run_id uuid not null,
  trigger_id uuid not null,
  actor_key text,
  data jsonb,
  is_removed boolean not null default false,
  created_at timestamptz not null,
  primary key (environment_id, lane, batch_id, ordinal)
);

create table throttles (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  workflow_id int not null,
  step_ref text not null,
  key text not null,
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  hits int not null,
  primary key (environment_id, lane, recipient_key, workflow_id, step_ref, key)
);
create index throttles_by_end on throttles (ends_at);

-- That a workflow with a trigger frequency has run for this recipient (tenant_id '' unless counted per tenant).
create table frequency_marks (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  workflow_id int not null,
  tenant_id text not null default '',
  created_at timestamptz not null,
  primary key (environment_id, lane, recipient_key, workflow_id, tenant_id)
);

-- Lanes that a worker took and has not given back. A row whose worker died makes the next one take smaller sets.
create table lane_claims (
  environment_id int not null,
  lane smallint not null,
  worker text not null,
  attempt int not null,
  claimed_at timestamptz not null,
  primary key (environment_id, lane)
);
`;
