import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../setup.mjs";

const STARTS_WITHIN_MS = 120_000;
const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";

/** A Carillon server as `npm start` runs it, with temporary data. It starts when the first app asks for it. */
export class Carillon {
  #running = null;

  /** The running server: its URL, its development keys, and a function that sends GraphQL with the secret key. */
  running() {
    this.#running ??= start();
    return this.#running;
  }

  async stop() {
    const running = await this.#running?.catch(() => null);
    await running?.stop();
  }
}

async function start() {
  const home = mkdtempSync(path.join(tmpdir(), "carillon-apps-home-"));
  // The user of the database process may differ from this one and must be able to enter the folder.
  chmodSync(home, 0o755);
  const env = { ...process.env, NODE_OPTIONS: "", CARILLON_HOME: home, PORT: "0", LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, [path.join(root, "server/dist/app/main.js")], { env });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const url = await address(child);
  const keys = JSON.parse(readFileSync(path.join(home, "dev-keys.json"), "utf8"));
  const ask = (query, variables) => post(`${url}/graphql`, keys.secretKey, { query, variables });
  return {
    url,
    keys,
    /** A signing key that the server knows, and a function that signs tokens with it. */
    signing: await registerSigningKey(ask),
    ask,
    /** Ada mentions a person in a document. */
    mention: (userId, document, documentId = "plan") =>
      ask(NOTIFY, {
        input: {
          workflowKey: "mention",
          recipients: [{ to: { userId } }],
          actor: { userId: "ada" },
          data: { documentId, document },
        },
      }),
    async stop() {
      child.kill("SIGTERM");
      await exited;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The URL that the server prints when it is ready. */
function address(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`Carillon did not start:\n${said}`)), STARTS_WITHIN_MS);
    const hear = (chunk) => {
      said += chunk;
      const [, url] = /ready after \S+ s on (\S+)/.exec(said) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`Carillon ended:\n${said}`)));
  });
}

async function registerSigningKey(ask) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const query = "mutation ($input: CreateSigningKeyInput!) { createSigningKey(input: $input) { keyId } }";
  const { createSigningKey } = await ask(query, { input: { publicKey } });
  const { signUserToken } = await import("../../client-sdk/dist/server/index.js");
  const { keyId } = createSigningKey;
  return { keyId, privateKey, tokenOf: (userId) => signUserToken({ userId, keyId, privateKey }) };
}

async function post(endpoint, secretKey, body) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${secretKey}` },
    body: JSON.stringify(body),
  });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
