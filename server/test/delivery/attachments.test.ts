import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { outboundContent, outboundMessage } from "../../src/modules/delivery/sending/outbound-message.js";
import type { Json, JsonObject } from "../../src/platform/json.js";
import { fixedCases } from "../../src/providers/record/fixed-cases.js";
import { credentialsOf } from "../../src/providers/record/record-requests.js";
import { PROVIDERS } from "../../src/providers/list.js";
import {
  createDeliveryRig,
  MAIL,
  POSTMARK_SENT,
  postmark,
  RESEND_SENT,
  resend,
  type DeliveryRig,
} from "../support/delivery-rig.js";

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await createDeliveryRig();
  rig.fake.answer = () => RESEND_SENT;
});
afterEach(() => rig.close());

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const REPORT = { name: "report.txt", content_type: "text/plain", content: base64("Hello\n") };
const LOGO = { name: "Grüße.png", content_type: "image/png", content: "iVBORw0KGgo=", content_id: "logo" };
const MIB = 1024 * 1024;
const large = (bytes: number): JsonObject => ({
  ...REPORT,
  name: "large.bin",
  content: Buffer.alloc(bytes, 7).toString("base64"),
});

const stored = async (): Promise<number> => {
  const [row] = await rig.db.database.query<{ count: number }>("select count(*)::int as count from attachments");
  return row?.count ?? -1;
};
const files = (): Json => JSON.parse(rig.fake.ledger.at(-1)?.body ?? "{}").attachments;

describe("attachments of a mail", () => {
  test("come from the data by default, and every try has the same bytes", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = (_request, index) => (index === 0 ? { status: 500, body: {} } : RESEND_SENT);
    await rig.send("told", { n: 1, attachments: [REPORT, LOGO] });
    await rig.drain();
    rig.pass(120_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(2);
    expect(rig.fake.ledger[0]?.body).toBe(rig.fake.ledger[1]?.body);
    expect(files()).toEqual([
      { filename: "report.txt", content_type: "text/plain", content: REPORT.content },
      { filename: "Grüße.png", content_type: "image/png", content: LOGO.content, content_id: "logo" },
    ]);
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }]);
    // Only their own table holds them.
    const rows = await rig.db.database.query(
      "select to_jsonb(t) from triggers t union all select to_jsonb(c) from contents c",
    );
    expect(JSON.stringify(rows)).not.toContain("iVBORw0KGgo");
    expect(await stored()).toBe(2);
    const { data, errors } = await rig.ask(
      "{ messages { nodes { ... on EmailMessage { content { ... on EmailContent { attachments { name contentType size } } } } } } }",
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      messages: {
        nodes: [
          { content: { attachments: [{ name: "report.txt", contentType: "text/plain", size: 6 }, { size: 8 }] } },
        ],
      },
    });
  });

  test("come from where the template says, and templates may name them", async () => {
    await rig.addChannel("mail", "EMAIL", [resend]);
    const template = {
      subject: "{{ data.invoices[0].name }}",
      markdown: "{{ data.invoices | size }} of {{ data.invoices[0].size }} bytes",
      attachments: "data.invoices",
    };
    await rig.addWorkflow("told", [{ ...MAIL, template }]);
    await rig.send("told", { invoices: [REPORT], attachments: [LOGO] });
    await rig.drain();
    expect(files()).toMatchObject([{ filename: "report.txt" }]);
    expect(JSON.parse(rig.fake.ledger[0]?.body ?? "")).toMatchObject({ subject: "report.txt", text: "1 of 6 bytes" });
  });

  test("of a recipient's own data go to that recipient alone", async () => {
    await rig.addMailWorkflow();
    const bob = { userId: "bob", email: "bob@example.com" };
    const answer = await rig.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: {
        workflowKey: "told",
        recipients: [{ to: { userId: "ada" }, data: { attachments: [LOGO] } }, { to: { user: bob } }],
        data: { n: 1, attachments: [REPORT] },
      },
    });
    expect(answer.errors).toEqual([]);
    await rig.finished((await rig.db.database.query<{ id: string }>("select id from triggers"))[0]?.id ?? "");
    await rig.drain();
    const sent = rig.fake.ledger.map(({ body }) => JSON.parse(body));
    const namesTo = (address: string): string[] =>
      sent.find(({ to }) => to[0].includes(address)).attachments.map(({ filename }: { filename: string }) => filename);
    expect([namesTo("ada@example.com"), namesTo("bob@example.com")]).toEqual([["Grüße.png"], ["report.txt"]]);
  });

  test("may have 10 MiB together, wait for room among many, and are judged before anything is stored", async () => {
    await rig.addMailWorkflow();
    const users = Array.from({ length: 6 }, (_, index) => ({
      to: { user: { userId: `u${index}`, email: `u${index}@example.com` } },
    }));
    const call = (attachments: object[]) =>
      rig.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
        i: { workflowKey: "told", recipients: users, data: { n: 1, attachments } },
      });
    expect((await call([large(10 * MIB), REPORT])).errors).toEqual([
      expect.stringContaining("data.attachments.1.content too_large"),
    ]);
    expect([await stored(), (await rig.db.database.query("select 1 from triggers")).length]).toEqual([0, 0]);
    expect((await call([large(10 * MIB)])).errors).toEqual([]);
    await rig.finished((await rig.db.database.query<{ id: string }>("select id from triggers"))[0]?.id ?? "");
    // Resend takes two a second.
    for (let turn = 0; turn < 5; turn += 1) {
      await rig.drain();
      rig.pass(1100);
    }
    expect((await rig.seen()).map(({ state }) => state)).toEqual(Array(6).fill("SENT"));
    expect(await stored()).toBe(1);
    expect(rig.fake.ledger.every(({ body }) => body.length > 13 * MIB)).toBe(true);
    // The log holds the beginning.
    const [log] = await rig.db.database.query<{ length: number }>(
      "select max(length(request::text)) as length from attempts",
    );
    expect(Number(log?.length)).toBeLessThan(64 * 1024);
  });

  test("that a provider does not take are a clear failure", async () => {
    await rig.addMailWorkflow([postmark]);
    rig.fake.answer = () => POSTMARK_SENT;
    await rig.send("told", { n: 1, attachments: [large(9 * MIB)] });
    await rig.drain();
    expect(rig.fake.ledger).toEqual([]);
    expect(await rig.seen()).toMatchObject([
      { state: "UNDELIVERED", reason: "rejected", attempts: [{ outcome: "refused", code: "too_large" }] },
    ]);
  });

  test("that are not stored any more are a clear failure", async () => {
    await rig.addMailWorkflow();
    await rig.send("told", { n: 1, attachments: [REPORT] });
    await rig.db.database.query("delete from attachments");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", attempts: [{ code: "attachment_missing" }] }]);
  });

  test("of a repeated call are stored once", async () => {
    await rig.addMailWorkflow();
    for (let turn = 0; turn < 2; turn += 1) {
      await rig.notify("told", ["ada"], { data: { n: 1, attachments: [REPORT] }, idempotencyKey: "once" });
    }
    expect(await stored()).toBe(1);
    await rig.drain();
  });

  test("go with the person, the tenant and the time", async () => {
    await rig.addMailWorkflow();
    await rig.finished(await rig.notify("told", ["ada"], { data: { n: 1, attachments: [REPORT] } }));
    const own = {
      workflowKey: "told",
      recipients: [{ to: { userId: "ada" }, data: { attachments: [LOGO] } }, { to: { userId: "bob" } }],
    };
    const NOTIFY = "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
    expect((await rig.ask(NOTIFY, { i: own })).errors).toEqual([]);
    const tenant = {
      workflowKey: "told",
      recipients: [{ to: { userId: "bob" } }],
      tenant: { tenantId: "acme" },
      data: { attachments: [REPORT] },
    };
    expect((await rig.ask(NOTIFY, { i: tenant })).errors).toEqual([]);
    const ids = await rig.db.database.query<{ id: string }>("select id from triggers");
    for (const { id } of ids) await rig.finished(id);
    expect(await stored()).toBe(3);
    expect((await rig.ask('mutation { deleteUser(input: { userId: "ada" }) { wasKnown } }')).errors).toEqual([]);
    expect(await stored()).toBe(1);
    expect((await rig.ask('mutation { deleteTenant(input: { tenantId: "acme" }) { wasKnown } }')).errors).toEqual([]);
    expect(await stored()).toBe(0);
    await rig.finished(await rig.notify("told", ["bob"], { data: { n: 1, attachments: [REPORT] } }));
    expect(await stored()).toBe(1);
    rig.pass(91 * 86_400_000);
    await rig.main.retention.retention.forget(async () => undefined);
    expect(await stored()).toBe(0);
  });

  test("are shown by a simulation, and not stored", async () => {
    await rig.addMailWorkflow();
    const { data, errors } = await rig.ask(
      `query ($i: SimulateInput!) { simulate(input: $i) { messages { content { ... on EmailContent { attachments { name size } } } } } }`,
      {
        i: {
          workflowKey: "told",
          triggers: [{ recipients: [{ to: { userId: "ada" } }], data: { attachments: [REPORT, LOGO] } }],
        },
      },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      simulate: {
        messages: [
          {
            content: {
              attachments: [
                { name: "report.txt", size: 6 },
                { name: "Grüße.png", size: 8 },
              ],
            },
          },
        ],
      },
    });
    expect(await stored()).toBe(0);
  });

  test("are refused by a workflow whose key is none, and by a call whose list is none", async () => {
    await rig.addChannel("mail", "EMAIL", [resend]);
    const named = (attachments: string): object => ({ ...MAIL, template: { ...MAIL.template, attachments } });
    for (const place of ["data", "recipient.files", "data.a.b", "attachments"]) {
      await expect(rig.addWorkflow("told", [named(place)])).rejects.toThrow();
    }
    await rig.addWorkflow("told", [named("data.invoices")]);
    await expect(rig.notify("told", ["ada"], { data: { invoices: "none" } })).rejects.toThrow("data.invoices invalid");
  });
});

describe("a real step", () => {
  test.each(PROVIDERS.filter(({ channelTypes }) => channelTypes.some((type) => type === "EMAIL")))(
    "gives what the case of two attachments records: $key",
    async (provider) => {
      await rig.addMailWorkflow();
      await rig.send("told", { n: 1, attachments: [REPORT, LOGO] });
      const [row] = await rig.db.database.query<{
        content: Json;
        lane: number;
        runId: string;
        ordinal: number;
        seed: string;
      }>(
        `select coalesce(m.blocks, c.blocks) as content, d.lane, d.run_id as "runId", d.ordinal, d.seed
         from deliveries d join messages m using (environment_id, lane, run_id, ordinal) left join contents c on c.id = m.content_id`,
      );
      const content = row && outboundContent(row.content);
      if (!row || !content) throw new Error("nothing was made");
      const attachments = await rig.main.delivery.attachments.of(rig.home.environmentId, content);
      const about = {
        ...row,
        environmentId: 1,
        address: { address: "ada@example.com" },
        createdAt: 0,
        expiresAt: null,
        isCommercial: false,
      };
      const message = outboundMessage(about, content, {
        address: null,
        callbackUrl: null,
        attachments: attachments ?? [],
      });
      const recorded = fixedCases(provider)["two-attachments"];
      if (message.channelType !== "EMAIL" || recorded?.channelType !== "EMAIL") throw new Error("no mail");
      expect(message.attachments).toEqual(recorded.attachments);
      const { settings } = provider.example;
      const request = await provider.buildRequest(message, settings, credentialsOf(provider, message), 0);
      expect(request.kind).not.toBe("unsendable");
    },
  );
});
