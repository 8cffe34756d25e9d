/** Environments, keys, channels, workflows, defaults: few rows, foreign keys allowed. */
export const CONFIGURATION_TABLES = `
create table environments (
  id int generated always as identity primary key,
  public_id uuid not null unique,
  key text not null unique,
  name text not null,
  is_development boolean not null default false,
  created_at timestamptz not null
);

create table api_keys (
  id uuid primary key,
  environment_id int not null references environments(id),
  kind text not null check (kind in ('secret', 'public')),
  hash bytea not null unique,
  last_four text not null,
  name text,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_by_environment on api_keys (environment_id, created_at);

create table signing_keys (
  id uuid primary key,
  environment_id int not null references environments(id),
  key_id text not null,
  public_jwk jsonb not null,
  algorithm text not null,
  name text,
  created_at timestamptz not null,
  revoked_at timestamptz,
  unique (environment_id, key_id)
);

create table channels (
  id int generated always as identity primary key,
  public_id uuid not null unique,
  environment_id int not null references environments(id),
  key text not null,
  type text not null,
  name text not null,
  is_default boolean not null default false,
  created_at timestamptz not null,
  unique (environment_id, key)
);
create unique index channels_default on channels (environment_id, type) where is_default;

create table workflows (
  id int generated always as identity primary key,
  public_id uuid not null unique,
  environment_id int not null references environments(id),
  key text not null,
  is_active boolean not null default true,
  draft jsonb,
  committed_version_id int,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (environment_id, key)
);

create table workflow_versions (
  id int generated always as identity primary key,
  environment_id int not null references environments(id),
  workflow_id int not null references workflows(id),
  number int not null,
  document jsonb not null,
  message text,
  created_at timestamptz not null,
  unique (workflow_id, number)
);

-- Default preferences: of the environment (tenant_id '') or of one of its tenants.
create table preference_defaults (
  environment_id int not null references environments(id),
  tenant_id text not null default '',
  rules jsonb not null default '[]',
  commercial_subscribed boolean,
  updated_at timestamptz not null,
  primary key (environment_id, tenant_id)
);

-- Answers to mutations with an idempotency key, kept 24 hours. A row without a response belongs to a call that runs now.
create table idempotency (
  environment_id int not null,
  mutation text not null,
  key text not null,
  request_hash bytea not null,
  response jsonb,
  created_at timestamptz not null,
  primary key (environment_id, mutation, key)
);
create index idempotency_by_age on idempotency (created_at);
`;
