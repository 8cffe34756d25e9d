import { startTestServer, type Answer, type TestServer } from "./carillon.js";

export interface Posted {
  status: number;
  body: Record<string, unknown>;
  /** The first error's code. */
  code: string;
  /** As the browser sends it back; empty for none. */
  cookie: string;
  setCookie: string;
}

/** A server, and browsers that sign in at its dashboard. */
export interface AccountRig {
  server: TestServer;
  url: string;
  /** Calls a route of the dashboard as its own page does, unless the headers say otherwise. */
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Posted>;
  /** Becomes the owner by a claim link, or signs in. Returns the cookie. */
  owner(): Promise<string>;
  /** Invites somebody as the owner, and accepts. Returns the cookie. */
  join(email: string, role: string): Promise<string>;
  /** Asks the API with a session. */
  ask(cookie: string, query: string, variables?: object, environmentKey?: string): Promise<Answer>;
  stop(): Promise<void>;
}

export const OWNER = { email: "ada@example.com", password: "correct horse battery" };

export async function startAccounts(settings: Record<string, string> = {}): Promise<AccountRig> {
  const server = await startTestServer(settings);
  const url = server.carillon.url ?? "";
  const rig: AccountRig = {
    ...{ server, url },
    async post(path, body = {}, headers = {}) {
      const response = await fetch(`${url}/dashboard/auth/${path}`, {
        method: "POST",
        headers: { origin: url, "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const answer = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> & { errors?: Answer["errors"] };
      const setCookie = response.headers.get("set-cookie") ?? "";
      const code = answer.errors?.[0]?.extensions.code ?? "ok";
      return { status: response.status, body: answer, code, setCookie, cookie: setCookie.split(";")[0] ?? "" };
    },
    async owner() {
      const token = await server.carillon.modules.memberLinks.claim();
      if (token === null) return (await rig.post("password", OWNER)).cookie;
      return (await rig.post("claim", { token, ...OWNER, name: "Ada" })).cookie;
    },
    async join(email, role) {
      const query = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { link } }";
      const { data, errors } = await rig.ask(await rig.owner(), query, { i: { email, role } });
      if (errors) throw new Error(JSON.stringify(errors));
      const token = new URL(String(data.inviteMember.link), url).hash.slice(1);
      return (await rig.post("claim", { token, password: OWNER.password })).cookie;
    },
    async ask(cookie, query, variables = {}, environmentKey = "test") {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { cookie, origin: url, "content-type": "application/json", "x-carillon-environment": environmentKey },
        body: JSON.stringify({ query, variables }),
      });
      return response.json() as Promise<Answer>;
    },
    stop: () => server.stop(),
  };
  return rig;
}
