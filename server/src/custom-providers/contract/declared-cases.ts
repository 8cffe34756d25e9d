import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { splitSettings } from "../../providers/kit/define-provider.js";
import type { OutboundMessage } from "../../providers/kit/message.js";
import type { Provider } from "../../providers/kit/provider.js";
import { FIXED_NOW, fixedCases } from "../../providers/record/fixed-cases.js";
import { credentialsOf, recordRequests, type Recording } from "../../providers/record/record-requests.js";
import { changeCases } from "./change-cases.js";
import { contractCase, verify, type ContractCase } from "./contract-case.js";
import { settingsAjv } from "../../providers/kit/settings-ajv.js";

const DAY_MS = 24 * 3_600_000;
/** Answers that no vendor gives for a message that it took. */
const NO_ACCEPTANCE = {
  statuses: [100, 301, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504],
  bodies: ["", "<html>", "{}", "[]", "null", '"ok"', '{"ok":true', '{"id":{}}'],
};

const ajv = settingsAjv();

/** Checks a provider's declarations and pure functions, without any connection. */
export function declaredCases(provider: Provider): ContractCase[] {
  return [...settingsCases(provider), ...requestCases(provider), ...answerCases(provider), ...changeCases(provider)];
}

function settingsCases(provider: Provider): ContractCase[] {
  return [
    contractCase("example passes the settings schema", () => {
      const { settings, credentials } = provider.example;
      const validate = ajv.compile(provider.settingsSchema);
      validate({ ...settings, ...credentials });
      verify(!validate.errors?.length, `The example does not fit the schema: ${ajv.errorsText(validate.errors)}.`);
    }),
    contractCase("documentation is complete", () => {
      const { summary, setup, callbackSetup } = provider.docs;
      verify(summary.trim() !== "", "docs.summary is empty.");
      verify(isLocal(provider) || setup.length > 0, "docs.setup is empty.");
      const hasCallbacks = provider.callbacks !== "none";
      verify(
        hasCallbacks === callbackSetup.length > 0,
        "docs.callbackSetup must say where to enable callbacks, if there are any.",
      );
      for (const [name, schema] of Object.entries(provider.settingsSchema.properties ?? {})) {
        verify(isJsonObject(schema) && typeof schema.title === "string", `The setting "${name}" has no title.`);
      }
    }),
    contractCase("credentials are write-only settings", () => {
      const { settings, credentials } = provider.example;
      const stored = JSON.parse(JSON.stringify({ ...settings, ...credentials })) as JsonObject;
      const split = splitSettings(provider, stored);
      verify(
        isSame(split, { settings, credentials }),
        "A credential of the example is not writeOnly, or a setting is.",
      );
    }),
  ];
}

function requestCases(provider: Provider): ContractCase[] {
  return [
    contractCase("same bytes at every try", async () => {
      for (const [name, message] of Object.entries(fixedCases(provider))) {
        const first = await bytesOf(provider, message, FIXED_NOW);
        for (const now of [FIXED_NOW, FIXED_NOW + DAY_MS]) {
          verify(
            (await bytesOf(provider, message, now)) === first,
            `URL or body of "${name}" change between two tries.`,
          );
        }
      }
    }),
    contractCase("headers and URL of every message are well formed", async () => {
      for (const { case: name, headers, url } of await recordRequests(provider)) {
        verify(!/[\s\0]/.test(url), `The URL of "${name}" has white space.`);
        for (const [header, value] of Object.entries(headers)) {
          verify(header === header.toLowerCase(), `The header "${header}" is not in lower case.`);
          verify(!/[\r\n\0]/.test(value), `The header "${header}" of "${name}" has a line break.`);
        }
      }
    }),
    contractCase("no credential in a request's body", async () => {
      const secrets = Object.values(provider.example.credentials).filter((value) => typeof value === "string");
      for (const recording of await recordRequests(provider)) {
        const hasSecret = secrets.some((secret) => bodyText(recording).includes(secret));
        verify(!hasSecret, `The body of "${recording.case}" holds a credential.`);
      }
    }),
    contractCase("hostile text changes neither headers nor URL (S-13 to S-16)", () => checkHostileText(provider)),
    contractCase("the idempotency key is in every request, and differs by message", () => checkKeys(provider)),
  ];
}

function answerCases(provider: Provider): ContractCase[] {
  return [
    contractCase("no acceptance is read from an answer that is none", () => {
      if (isLocal(provider)) return;
      for (const status of NO_ACCEPTANCE.statuses) {
        for (const body of NO_ACCEPTANCE.bodies) {
          const { outcome } = provider.readAnswer({ status, headers: {}, body }, FIXED_NOW);
          verify(outcome !== "ok", `The status ${status} with the body ${JSON.stringify(body)} is read as ok.`);
        }
      }
    }),
    contractCase("a failure has a sentence for the operator", () => {
      if (isLocal(provider)) return;
      const answer = provider.readAnswer({ status: 400, headers: {}, body: "" }, FIXED_NOW);
      verify(answer.outcome !== "ok" && answer.reason.trim() !== "", "The status 400 has no reason.");
    }),
  ];
}

/** Whether nothing leaves Carillon: such a provider has no vendor whose answers could be misread. */
export function isLocal(provider: Provider): boolean {
  return provider.guarantee === "local";
}

async function checkHostileText(provider: Provider): Promise<void> {
  const recordings = await recordRequests(provider);
  const [plain, hostile] = ["minimal", "hostile-text"].map((name) => recordings.find((each) => each.case === name));
  if (!plain || !hostile) return;
  verify(isSame(Object.keys(hostile.headers), Object.keys(plain.headers)), "Hostile text adds or removes headers.");
  verify(addressOf(hostile) === addressOf(plain), "Hostile text changes the origin or the path of the URL.");
  if (hostile.headers["content-type"] === "application/json") {
    verify(isJson(hostile.body), "Hostile text makes a body that is not JSON.");
  }
}

async function checkKeys(provider: Provider): Promise<void> {
  const { idempotency } = provider;
  if (!idempotency) return;
  const recordings = await recordRequests(provider);
  const keyOf = ({ headers, body }: Recording): string | null => {
    if (idempotency.in === "header") return headers[idempotency.name.toLowerCase()] ?? null;
    return isJson(body) ? body : null;
  };
  const [minimal, long] = ["minimal", "long-id"].map((name) => recordings.find((each) => each.case === name));
  for (const recording of recordings) {
    const key = keyOf(recording);
    const isThere = idempotency.in === "header" ? key !== null : (key?.includes(`"${idempotency.name}"`) ?? false);
    verify(isThere, `The request of "${recording.case}" has no ${idempotency.in} "${idempotency.name}".`);
  }
  if (!minimal || !long) return;
  verify(keyOf(minimal) !== keyOf(long), `Two messages have the same "${idempotency.name}".`);
}

async function bytesOf(provider: Provider, message: OutboundMessage, now: number): Promise<string> {
  const { settings } = provider.example;
  const request = await provider.buildRequest(message, settings, credentialsOf(provider, message), now);
  if (request.kind !== "http" && request.kind !== "smtp") return request.kind;
  const url = request.kind === "http" ? request.url : "";
  return `${url}\n${Buffer.from(request.body ?? "").toString("base64")}`;
}

function bodyText({ body, bodyEncoding }: Recording): string {
  return Buffer.from(body, bodyEncoding ?? "utf8").toString("utf8");
}

function addressOf({ url }: Recording): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
