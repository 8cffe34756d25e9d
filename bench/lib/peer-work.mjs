// @ts-check
import { randomUUID } from "node:crypto";
import { laneOf } from "../../server/dist/modules/identifiers/index.js";
import { decidePreference, mergeLayers, parseLayer } from "../../server/dist/modules/preferences/pure.js";
import { buildTemplateScope, compileInAppTemplate, renderInApp } from "../../server/dist/modules/templates/index.js";

const CHANNEL_ID = 1;
const WORKFLOW_KEY = "per-recipient";
const SUBJECT = {
  workflowKey: WORKFLOW_KEY,
  categories: ["news"],
  channelKey: "in-app",
  channelType: "IN_APP",
  overridePreferences: false,
  isCommercial: false,
};

/**
 * The work of one job for one recipient, as an expert of Postgres would write it by hand: one statement reads the
 * recipient and its preferences, one takes the feed's next position and inserts the run and the message. Preferences
 * and templates are evaluated by Carillon's code, compiled once.
 */
export class PeerWork {
  #pool;
  #environmentId;
  #template;
  #shared;
  #defaults;
  done = 0;

  constructor(pool, environmentId, { template, data, actor, defaultRules }) {
    const compiled = compileInAppTemplate(template);
    if (compiled.ok === false) throw new Error(JSON.stringify(compiled.issues));
    this.#pool = pool;
    this.#environmentId = environmentId;
    this.#template = compiled.template;
    this.#shared = { actor, tenant: null, data, vars: {}, workflow: { key: WORKFLOW_KEY } };
    this.#defaults = parseLayer(defaultRules, null);
  }

  async handle({ recipientKey, triggerId, triggerSeq }) {
    const lane = laneOf(this.#environmentId, recipientKey);
    const { rows } = await this.#pool.query({
      name: "peer_read",
      text: READ,
      values: [this.#environmentId, lane, recipientKey],
    });
    const [person] = rows;
    const decision = this.#decide(person);
    const at = new Date();
    if (!decision.isAllowed) throw new Error("Everybody of this bench wants the message.");
    const recipient = { ...person.properties, id: person.user_id, name: person.name, email: person.email };
    const run = {
      recipient,
      timestamp: at.toISOString(),
      activities: [],
      actors: [],
      totalActivities: 1,
      totalActors: 1,
    };
    const blocks = renderInApp(this.#template, buildTemplateScope(this.#shared, run));
    const trace = [
      [at.getTime(), null, "run.started", {}],
      [at.getTime(), "bell", decision.code, decision.values],
      [at.getTime(), "bell", "message.made", { channelKey: "in-app" }],
      [at.getTime(), null, "run.completed", { messages: 1 }],
    ];
    await this.#pool.query({
      name: "peer_write",
      text: WRITE,
      values: [
        ...[this.#environmentId, lane, recipientKey, CHANNEL_ID, randomUUID(), triggerId, triggerSeq],
        ...[JSON.stringify(trace), at, JSON.stringify(blocks), randomUUID()],
      ],
    });
    this.done += 1;
  }

  #decide(person) {
    const own = person.rules ? parseLayer(person.rules, person.commercial_subscribed) : null;
    const layers = {
      recipient: own,
      recipientInTenant: null,
      tenant: null,
      environment: this.#defaults,
      hasTenant: false,
    };
    return decidePreference(mergeLayers(layers), SUBJECT, { scope: () => ({}), now: Date.now() });
  }
}

const READ = `select u.user_id, u.name, u.email, u.properties, p.rules, p.commercial_subscribed from users u
  left join preference_sets p on p.environment_id = u.environment_id and p.lane = u.lane and p.recipient_key = u.recipient_key
  and p.tenant_id = '' where u.environment_id = $1 and u.lane = $2 and u.recipient_key = $3`;

const WRITE = `with feed as (
    insert into feeds as f (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen)
    values ($1, $2, $3, $4, 1, 1, 1, 1)
    on conflict (environment_id, lane, recipient_key, channel_id) do update set version = f.version + 1, total = f.total + 1,
      unread = f.unread + 1, unseen = f.unseen + 1 returning version
  ), run as (
    insert into runs (environment_id, lane, id, trigger_id, trigger_seq, source, workflow_id, version_id, recipient_key, status,
      trace, created_at, finished_at)
    values ($1, $2, $5, $6, $7, '', 1, 1, $3, 'COMPLETED', $8, $9, $9)
  )
  insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
    step_ref, delivery_status, position, version, content_id, blocks, actor_count, activity_count, created_at, updated_at)
  select $1, $2, $5, 1, $3, $4, $6, 1, 1, 'bell', 'DELIVERED', version, version, $11, $10, 1, 1, $9, $9 from feed`;
