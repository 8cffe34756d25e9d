import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { OWNER, startAccounts, type AccountRig } from "../support/account-rig.js";
import type { Answer } from "../support/carillon.js";

let rig: AccountRig;
let owner: string;
let admin: string;

beforeAll(async () => {
  rig = await startAccounts();
  owner = await rig.owner();
  admin = await rig.join("admin@example.com", "ADMIN");
  owner = await rig.owner();
  await rig.ask(
    owner,
    'mutation { createEnvironment(input: { key: "production", name: "Production" }) { environment { id } } }',
  );
});
afterAll(() => rig.stop());

const codeOf = ({ errors }: Answer): string => errors?.[0]?.extensions.code ?? "ok";
const issueOf = ({ errors }: Answer): string | undefined => errors?.[0]?.extensions.issues?.[0]?.code;
const ROLE = "{ session { role permissions environments { key } } }";

async function idOf(email: string): Promise<string> {
  const { data } = await rig.ask(owner, "{ members(first: 100) { nodes { id email } } }");
  const found = (data.members.nodes as { id: string; email: string }[]).find((each) => each.email === email);
  return found?.id ?? "";
}
const invite = (cookie: string, email: string, role: string) =>
  rig.ask(cookie, "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { link member { id } } }", {
    i: { email, role },
  });
const setRole = async (cookie: string, email: string, role: string | null, environmentKey?: string) =>
  rig.ask(
    cookie,
    "mutation ($i: SetMemberRoleInput!) { setMemberRole(input: $i) { member { role environmentRoles { environmentKey role } } } }",
    { i: { memberId: await idOf(email), role, environmentKey } },
  );
const remove = async (cookie: string, email: string) =>
  rig.ask(cookie, "mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { memberId } }", {
    i: { memberId: await idOf(email) },
  });

describe("the account", () => {
  test("is nothing for a secret key", async () => {
    for (const query of ["{ members { nodes { id } } }", "{ auditEntries { nodes { id } } }", "{ sessions { id } }"]) {
      expect(codeOf(await rig.server.ask(query))).toBe("FORBIDDEN");
    }
  });

  test("keeps its last owner", async () => {
    expect(issueOf(await setRole(owner, OWNER.email, "ADMIN"))).toBe("last_owner");
    expect(issueOf(await remove(owner, OWNER.email))).toBe("last_owner");
    // The refusal has ended no session.
    expect(codeOf(await rig.ask(owner, ROLE))).toBe("ok");
  });

  test("lets an admin manage all but owners", async () => {
    expect(codeOf(await invite(admin, "boss@example.com", "OWNER"))).toBe("FORBIDDEN");
    expect(codeOf(await setRole(admin, OWNER.email, "READER"))).toBe("FORBIDDEN");
    expect(codeOf(await remove(admin, OWNER.email))).toBe("FORBIDDEN");
    expect(codeOf(await invite(admin, "new@example.com", "READER"))).toBe("ok");
    expect(codeOf(await setRole(admin, "new@example.com", "OWNER"))).toBe("FORBIDDEN");
    expect(codeOf(await setRole(admin, "new@example.com", "SUPPORT"))).toBe("ok");
    expect(codeOf(await remove(admin, "new@example.com"))).toBe("ok");
  });

  test("refuses what makes no sense", async () => {
    expect(issueOf(await invite(owner, "no address", "READER"))).toBe("invalid_format");
    expect(issueOf(await invite(owner, OWNER.email, "READER"))).toBe("taken");
    expect(issueOf(await setRole(owner, "admin@example.com", null))).toBe("required");
    expect(issueOf(await setRole(owner, "admin@example.com", "READER", "nowhere"))).toBe("environment_missing");
    expect(issueOf(await setRole(owner, OWNER.email, "READER", "test"))).toBe("is_owner");
    expect(issueOf(await setRole(owner, "nobody@example.com", "READER"))).toBe("member_missing");
  });
});

describe("an invitation", () => {
  test("works once, and the latest one only", async () => {
    const linkOf = ({ data }: Answer): string => new URL(data.inviteMember.link, rig.url).hash.slice(1);
    const first = linkOf(await invite(owner, "twice@example.com", "READER"));
    const second = linkOf(await invite(owner, "twice@example.com", "SUPPORT"));
    expect((await rig.post("link", { token: first })).code).toBe("NOT_FOUND");
    expect((await rig.post("link", { token: second })).body).toMatchObject({ kind: "INVITATION", role: "SUPPORT" });
    const { cookie } = await rig.post("claim", { token: second, password: OWNER.password });
    expect((await rig.ask(cookie, ROLE)).data.session.role).toBe("SUPPORT");
    expect((await rig.post("claim", { token: second, password: OWNER.password })).code).toBe("NOT_FOUND");
  });

  test("that is taken back lets nobody in", async () => {
    const { data } = await invite(owner, "back@example.com", "READER");
    await remove(owner, "back@example.com");
    const token = new URL(data.inviteMember.link, rig.url).hash.slice(1);
    expect((await rig.post("claim", { token, password: OWNER.password })).code).toBe("NOT_FOUND");
  });
});

describe("a role", () => {
  test("begins with a new sign-in", async () => {
    const before = await rig.join("grace@example.com", "DEVELOPER");
    expect((await setRole(owner, "grace@example.com", "READER")).data.setMemberRole.member.role).toBe("READER");
    expect(codeOf(await rig.ask(before, ROLE))).toBe("UNAUTHENTICATED");
    const { cookie } = await rig.post("password", { ...OWNER, email: "grace@example.com" });
    const { data } = await rig.ask(cookie, ROLE);
    expect(data.session.role).toBe("READER");
    expect(data.session.permissions).not.toContain("workflows.change");
  });

  test("may differ in one environment, and be none there", async () => {
    await rig.join("linus@example.com", "READER");
    await setRole(owner, "linus@example.com", "DEVELOPER", "test");
    const answer = await setRole(owner, "linus@example.com", null, "production");
    expect(answer.data.setMemberRole.member).toEqual({
      role: "READER",
      environmentRoles: [
        { environmentKey: "test", role: "DEVELOPER" },
        { environmentKey: "production", role: null },
      ],
    });
    const { cookie } = await rig.post("password", { ...OWNER, email: "linus@example.com" });
    const { data } = await rig.ask(cookie, ROLE);
    expect(data.session).toMatchObject({ role: "DEVELOPER", environments: [{ key: "test" }] });
    expect(data.session.permissions).toContain("workflows.change");
    expect(codeOf(await rig.ask(cookie, ROLE, {}, "production"))).toBe("FORBIDDEN");
  });

  test("in one environment gives no right over members", async () => {
    await rig.join("edsger@example.com", "READER");
    await setRole(owner, "edsger@example.com", "ADMIN", "test");
    const { cookie } = await rig.post("password", { ...OWNER, email: "edsger@example.com" });
    expect((await rig.ask(cookie, ROLE)).data.session.role).toBe("ADMIN");
    expect(codeOf(await invite(cookie, "more@example.com", "READER"))).toBe("FORBIDDEN");
    expect(codeOf(await rig.ask(cookie, "{ auditEntries { nodes { id } } }"))).toBe("FORBIDDEN");
  });
});

describe("a member who is removed", () => {
  test("is out, and cannot come back by the password", async () => {
    const cookie = await rig.join("gone@example.com", "OWNER");
    expect(codeOf(await remove(owner, "gone@example.com"))).toBe("ok");
    expect(codeOf(await rig.ask(cookie, ROLE))).toBe("UNAUTHENTICATED");
    expect((await rig.post("password", { ...OWNER, email: "gone@example.com" })).code).toBe("UNAUTHENTICATED");
  });
});

describe("sessions", () => {
  test("are listed and ended: one's own, and by who manages members those of others", async () => {
    const one = await rig.join("sessions@example.com", "READER");
    const two = (await rig.post("password", { ...OWNER, email: "sessions@example.com" })).cookie;
    const list = "{ sessions { id isCurrent member { email } } }";
    const { data } = await rig.ask(one, list);
    expect(data.sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).sort()).toEqual([false, true]);
    expect(data.sessions[0].member.email).toBe("sessions@example.com");

    const end = (cookie: string, sessionId: string) =>
      rig.ask(cookie, "mutation ($i: RevokeSessionInput!) { revokeSession(input: $i) { sessionId } }", {
        i: { sessionId },
      });
    const other = data.sessions.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent).id;
    expect(codeOf(await end(one, other))).toBe("ok");
    expect(codeOf(await rig.ask(two, ROLE))).toBe("UNAUTHENTICATED");

    const owners = (await rig.ask(owner, list)).data.sessions[0].id;
    expect(codeOf(await end(one, owners))).toBe("NOT_FOUND");
    const memberId = await idOf("sessions@example.com");
    expect(codeOf(await rig.ask(one, "query ($m: ID) { sessions(memberId: $m) { id } }", { m: memberId }))).toBe(
      "FORBIDDEN",
    );
    const theirs = await rig.ask(owner, "query ($m: ID) { sessions(memberId: $m) { id role isCurrent } }", {
      m: memberId,
    });
    expect(theirs.data.sessions).toEqual([{ id: expect.any(String), role: "READER", isCurrent: false }]);
    expect(codeOf(await end(owner, theirs.data.sessions[0].id))).toBe("ok");
    expect(codeOf(await rig.ask(one, ROLE))).toBe("UNAUTHENTICATED");
  });
});

describe("what harms most", () => {
  test("needs a sign-in of the last 15 minutes", async () => {
    const cookie = await rig.join("late@example.com", "OWNER");
    await rig.server.database.query(
      "update sessions set signed_in_at = signed_in_at - interval '15 minutes' where member_id = (select id from members where email = 'late@example.com')",
    );
    // The session was looked up before.
    const ask = () => rig.ask(cookie, "mutation { createApiKey(input: { kind: PUBLIC }) { key } }");
    const deadline = Date.now() + 20_000;
    let answer = await ask();
    while (issueOf(answer) !== "sign_in_again" && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      answer = await ask();
    }
    expect([codeOf(answer), issueOf(answer)]).toEqual(["FORBIDDEN", "sign_in_again"]);
    expect(codeOf(await rig.ask(cookie, 'mutation { deleteUser(input: { userId: "x" }) { deletedUserId } }'))).not.toBe(
      "ok",
    );
    const { cookie: fresh } = await rig.post("password", { ...OWNER, email: "late@example.com" });
    expect(codeOf(await rig.ask(fresh, "mutation { createApiKey(input: { kind: PUBLIC }) { key } }"))).toBe("ok");
  });
});

describe("an environment", () => {
  test("is changed by an owner who works in it", async () => {
    const query = `mutation { updateEnvironment(input: { environmentKey: "production", name: "Prod", hidesPersonalData: true, promotesToKey: null }) { environment { name hidesPersonalData promotesTo { key } } } }`;
    const answer = await rig.ask(owner, query, {}, "production");
    expect(answer.errors).toBeUndefined();
    expect(answer.data.updateEnvironment.environment).toEqual({
      name: "Prod",
      hidesPersonalData: true,
      promotesTo: null,
    });
    const reserved = `mutation { createEnvironment(input: { key: "settings", name: "S" }) { environment { id } } }`;
    expect(issueOf(await rig.ask(owner, reserved))).toBe("reserved");
  });
});
