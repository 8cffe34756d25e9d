import { HttpClient, type SendOutcome } from "../../platform/http-client/index.js";
import type { Answer } from "../../providers/kit/answer.js";
import { readNoAnswer } from "../../providers/kit/answers/read-no-answer.js";
import type { Provider } from "../../providers/kit/provider.js";
import type { HttpRequest, ProviderRequest, SmtpRequest } from "../../providers/kit/request.js";
import { FIXED_NOW, fixedCases } from "../../providers/record/fixed-cases.js";
import { credentialsOf } from "../../providers/record/record-requests.js";
import { ContractError, verify } from "./contract-case.js";
import type { Fake } from "./fakes/fake.js";

const ANSWER_MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 30_000;
/** A fake that is meant to be silent is given up after this time, if it has received the request by then. */
const SILENCE_MS = 500;
const SILENCE_MAX_MS = 32_000;

/** The request that the provider makes of the smallest message. */
export async function minimalRequest(provider: Provider): Promise<ProviderRequest> {
  const { minimal } = fixedCases(provider);
  verify(
    minimal !== undefined,
    `The example has no address for a message of the type ${provider.channelTypes.join(", ")}.`,
  );
  const { settings } = provider.example;
  const request = await provider.buildRequest(minimal, settings, credentialsOf(provider, minimal), FIXED_NOW);
  if (request.kind === "unsendable") {
    throw new ContractError(`buildRequest refuses a minimal message: ${request.reason}`);
  }
  return request;
}

/** The provider's outcome for a fake's behaviour. Closes the fake afterwards. */
export async function outcomeOf(
  provider: Provider,
  request: HttpRequest | SmtpRequest,
  fake: Fake,
  timeoutMs = PATIENCE_MS,
): Promise<Answer> {
  const target = { hostname: "127.0.0.1", port: fake.port };
  const client = new HttpClient({ originMap: new Map([[originOf(request), target]]) });
  try {
    const outcome: SendOutcome =
      request.kind === "smtp"
        ? await client.sendMail(request, { timeoutMs })
        : await client.send(request, { timeoutMs, maxBytes: ANSWER_MAX_BYTES });
    return outcome.kind === "answer"
      ? provider.readAnswer(outcome, FIXED_NOW)
      : readNoAnswer(provider.name, outcome.stage, outcome);
  } finally {
    await Promise.all([client.close(), fake.close()]);
  }
}

/**
 * Like `outcomeOf`, for a fake that never finishes its answer. On a slow machine the time may end before the request
 * has arrived; then the call is repeated with more time.
 */
export async function outcomeOfSilence(
  provider: Provider,
  request: HttpRequest | SmtpRequest,
  start: () => Promise<Fake>,
): Promise<Answer> {
  for (let timeoutMs = SILENCE_MS; ; timeoutMs *= 4) {
    const fake = await start();
    const answer = await outcomeOf(provider, request, fake, timeoutMs);
    if (fake.requestCount() > 0 || timeoutMs >= SILENCE_MAX_MS) return answer;
  }
}

function originOf(request: HttpRequest | SmtpRequest): string {
  if (request.kind === "http") return new URL(request.url).origin;
  return `smtp://${request.host}:${request.port}`.toLowerCase();
}
