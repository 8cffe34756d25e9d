/** Who: users, objects, tenants, subscriptions, preferences. Keys begin with (environment_id, lane). */
export const RECIPIENT_TABLES = `
create table users (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  id uuid not null,
  user_id text not null,
  name text,
  avatar text,
  email text,
  phone_number text,
  timezone text,
  locale text,
  properties jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (environment_id, lane, recipient_key),
  unique (environment_id, lane, id)
);
create index users_by_age on users (environment_id, created_at, id);

create table objects (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  id uuid not null,
  collection text not null,
  object_id text not null,
  name text,
  avatar text,
  properties jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (environment_id, lane, recipient_key),
  unique (environment_id, lane, id)
);
create index objects_by_age on objects (environment_id, created_at, id);

create table tenants (
  environment_id int not null,
  tenant_id text not null,
  id uuid not null,
  name text,
  properties jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (environment_id, tenant_id),
  unique (environment_id, id)
);
create index tenants_by_age on tenants (environment_id, created_at, id);

-- The lane is the subscriber's: fan-out reads a lane's share of an object's subscribers in key order.
create table subscriptions (
  environment_id int not null,
  lane smallint not null,
  object_key text not null,
  subscriber_key text not null,
  is_object boolean not null,
  properties jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (environment_id, lane, object_key, subscriber_key)
);
create index subscriptions_by_object on subscriptions (environment_id, object_key, is_object);
create index subscriptions_by_subscriber on subscriptions (environment_id, lane, subscriber_key);

-- A recipient's own rules, outside any tenant (tenant_id '') or in one.
create table preference_sets (
  environment_id int not null,
  lane smallint not null,
  recipient_key text not null,
  tenant_id text not null default '',
  rules jsonb not null default '[]',
  commercial_subscribed boolean,
  updated_at timestamptz not null,
  primary key (environment_id, lane, recipient_key, tenant_id)
);
`;
