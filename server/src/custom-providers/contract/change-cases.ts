import type { ChatAddress, OutboundMessage, PushAddress } from "../../providers/kit/message.js";
import type { Provider, SentMessage } from "../../providers/kit/provider.js";
import type { HttpRequest, Unsendable } from "../../providers/kit/request.js";
import { FIXED_NOW, fixedCases } from "../../providers/record/fixed-cases.js";
import { credentialsOf } from "../../providers/record/record-requests.js";
import { contractCase, inapplicableCase, verify, type ContractCase } from "./contract-case.js";

const REFUSALS = [400, 401, 403, 429, 500, 502, 503];
const HOSTILE_ID = "a/../../x?y#z\r\nX: y";

interface Change {
  name: "recall" | "replacement";
  build(message: OutboundMessage, sent: SentMessage, now: number): HttpRequest | Unsendable;
  read(status: number, body: string): string;
}

/** The requirements for requests that delete or replace messages at the vendor. */
export function changeCases(provider: Provider): ContractCase[] {
  const changes = changesOf(provider);
  const title = "messages are deleted and replaced by well-formed requests";
  if (changes.length === 0) return [inapplicableCase(title, "The provider neither deletes nor replaces messages.")];
  return [
    contractCase(title, () => {
      for (const change of changes) checkRequest(provider, change);
    }),
    contractCase("no deletion or replacement is read from an answer that is none", () => {
      for (const { name, read } of changes) {
        for (const status of REFUSALS) {
          verify(read(status, "") !== "ok", `The status ${status} is read as ok by ${name}.`);
        }
      }
    }),
  ];
}

function changesOf(provider: Provider): Change[] {
  const { recall, replacement } = provider;
  const { settings } = provider.example;
  const changes: Change[] = [];
  if (recall) {
    changes.push({
      name: "recall",
      build: (message, sent, now) => recall.buildRequest(sent, settings, credentialsOf(provider, message), now),
      read: (status, body) => recall.readAnswer({ status, headers: {}, body }, FIXED_NOW).outcome,
    });
  }
  if (replacement) {
    changes.push({
      name: "replacement",
      build: (message, sent) => replacement.buildRequest(message, sent, settings, credentialsOf(provider, message)),
      read: (status, body) => replacement.readAnswer({ status, headers: {}, body }, FIXED_NOW).outcome,
    });
  }
  return changes;
}

function checkRequest(provider: Provider, { name, build }: Change): void {
  const { vendorId, address, credentials } = provider.example;
  verify(vendorId !== undefined, `The example has no vendorId, which ${name} needs.`);
  const at: PushAddress | ChatAddress = address ?? null;
  const secrets = Object.values(credentials).filter((value) => typeof value === "string");
  for (const [title, message] of Object.entries(fixedCases(provider))) {
    const sent = { messageId: message.messageId, vendorId, address: at };
    const request = build(message, sent, FIXED_NOW);
    verify(request.kind === "http", `${name} makes no request of "${title}".`);
    const body = request.body === null ? "" : Buffer.from(request.body).toString("utf8");
    verify(!secrets.some((secret) => body.includes(secret)), `The body of ${name} holds a credential.`);
    verify(isSameRequest(request, build(message, sent, FIXED_NOW + 1)), `${name} of "${title}" changes between tries.`);
    for (const [header, value] of Object.entries(request.headers)) {
      verify(header === header.toLowerCase() && !/[\r\n\0]/.test(value), `The header "${header}" is malformed.`);
    }
    const hostile = build(message, { ...sent, vendorId: HOSTILE_ID }, FIXED_NOW);
    const isSafe = hostile.kind === "unsendable" || new URL(hostile.url).pathname === new URL(request.url).pathname;
    verify(isSafe, `A hostile vendorId changes the URL of ${name}.`);
  }
}

function isSameRequest(one: HttpRequest, other: HttpRequest | Unsendable): boolean {
  return other.kind === "http" && one.url === other.url && String(one.body) === String(other.body);
}
