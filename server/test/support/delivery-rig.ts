import type { ModuleOptions, Modules } from "../../src/app/composition/modules.js";
import { createModules } from "../../src/app/composition/modules.js";
import type { JsonObject } from "../../src/platform/json.js";
import { SETTLED_STATUS } from "../../src/modules/messages/message.repository.js";
import { createLaneApi, type LaneApi } from "./lane-api.js";
import { ProviderFake } from "./provider-fake.js";
import { waitUntil } from "./wait-until.js";
import { createTestRuntime, type TestRuntime } from "./runtime.js";

export const RESEND = "https://api.resend.com";
export const POSTMARK = "https://api.postmarkapp.com";
export const SLACK = "https://hooks.slack.com";
export const TWILIO = "https://api.twilio.com";
const MORE = [
  ...["https://oauth2.googleapis.com", "https://fcm.googleapis.com", "https://api.push.apple.com", "https://exp.host"],
  ...["https://slack.com", "https://discord.com", "https://updates.push.services.mozilla.com"],
];

const from = { address: "hi@acme.example", name: "Acme" };
export const API_KEY = "re_a-key-that-nobody-may-read";
export const SID = `AC${"0".repeat(32)}`;

export const resend = { providerKey: "resend", settings: { from, apiKey: API_KEY } };
export const postmark = { providerKey: "postmark", settings: { from, serverToken: "a-token-of-postmark" } };
export const twilio = {
  providerKey: "twilio",
  settings: { accountSid: SID, authToken: "a-token-of-twilio-that-is-long", from: "+15005550006" },
};

/** The answers of Resend and Postmark to an accepted mail. */
export const RESEND_SENT = { status: 200, body: { id: "resend-1" } };
export const POSTMARK_SENT = { status: 200, body: { ErrorCode: 0, Message: "OK", MessageID: "postmark-1" } };

export const MAIL = {
  ref: "mail",
  type: "channel",
  channelKey: "mail",
  template: { subject: "Hello {{ recipient.name }}", markdown: "**{{ data.n }}** for {{ recipient.name }}" },
};

/** Deliveries in the database, with their attempts. */
export interface Seen {
  state: string;
  status: string;
  reason: string | null;
  attempts: { number: number; provider: string; outcome: string | null; code: string | null; isDuplicate: boolean }[];
  dueAt: number | null;
}

/** Modules with workers, a clock that tests move, and a vendor on loopback. */
export interface DeliveryRig extends LaneApi {
  fake: ProviderFake;
  /** The modules whose workers `drain` runs. Their requests go to the fake vendor. */
  main: Modules;
  addChannel(channelKey: string, type: string, providers: object[], more?: object): Promise<void>;
  /** Creates the channel "mail", with Resend by default, and a workflow "told" that sends a mail through it. */
  addMailWorkflow(providers?: object[], more?: object): Promise<void>;
  /** Sends one message to a user with an address and a phone number. */
  send(workflowKey: string, data?: JsonObject): Promise<void>;
  /** Runs one worker until nothing is due. */
  drain(modules?: Modules): Promise<void>;
  /** Moves the clock forward. */
  pass(ms: number): void;
  /** Waits until the vendor has `count` requests at a path. */
  sent(url: string, count: number): Promise<void>;
  /** All deliveries, oldest first. */
  seen(): Promise<Seen[]>;
  /** Another worker. A worker that dies during an attempt is one that never writes its outcome. */
  deliveryWorker(more?: Partial<TestRuntime>): Modules;
}

const CREATE = "mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { channelKey } } }";
const SEEN = `
  select d.state, ${SETTLED_STATUS} as status, d.reason, date_part('epoch', d.due_at) * 1000 as "dueAt",
    coalesce((select jsonb_agg(jsonb_build_object('number', a.number, 'provider', a.provider_key, 'outcome', a.outcome, 'code', a.code,
        'isDuplicate', a.is_possible_duplicate) order by a.number)
      from attempts a where a.run_id = d.run_id and a.ordinal = d.ordinal), '[]') as attempts
  from deliveries d join messages m using (environment_id, lane, run_id, ordinal) order by d.created_at, d.run_id`;

export async function createDeliveryRig(options: ModuleOptions = {}): Promise<DeliveryRig> {
  const lanes = await createLaneApi(options);
  const fake = await ProviderFake.start();
  const http = fake.clientOf(RESEND, POSTMARK, SLACK, TWILIO, ...MORE);
  const deliveryWorker = (more: Partial<TestRuntime> = {}): Modules => {
    const { clock, hints, encryption } = lanes.runtime;
    return createModules(createTestRuntime(lanes.db.database, { clock, hints, encryption, http, ...more }), options);
  };
  const main = deliveryWorker();
  await lanes.modules.runs.worker.start();
  await lanes.db.database.transaction((tx) =>
    lanes.modules.users.upsertMany(tx, lanes.home.secret, [
      { userId: "ada", name: "Ada", email: "ada@example.com", phoneNumber: "+447700900000" },
      { userId: "bob", name: "Bob" },
    ]),
  );
  const addChannel: DeliveryRig["addChannel"] = async (channelKey, type, providers, more = {}) => {
    const { errors } = await lanes.ask(CREATE, { input: { channelKey, type, name: channelKey, providers, ...more } });
    if (errors.length > 0) throw new Error(errors.join(", "));
  };
  return {
    ...lanes,
    fake,
    main,
    deliveryWorker,
    addChannel,
    async addMailWorkflow(providers = [resend], more = {}) {
      await addChannel("mail", "EMAIL", providers, more);
      await lanes.addWorkflow("told", [MAIL]);
    },
    async send(workflowKey, data = { n: 1 }) {
      await lanes.finished(await lanes.notify(workflowKey, ["ada"], { data }));
    },
    drain: (modules = main) => modules.delivery.worker.drain(),
    sent: (url, count) => waitUntil(() => fake.ledger.filter((request) => request.url === url).length >= count),
    pass: (ms) => lanes.runtime.clock.advance(ms),
    seen: () => lanes.db.database.query<Seen>(SEEN),
    async close() {
      await http.close();
      await fake.close();
      await lanes.close();
    },
  };
}
