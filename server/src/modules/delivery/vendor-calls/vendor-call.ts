import type { Answered, SendLimits, SendOutcome } from "../../../platform/http-client/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Answer, type VendorAnswer } from "../../../providers/kit/answer.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { ProviderRequest } from "../../../providers/kit/request.js";

/** The answer to a message that stays in this process. */
export const KEPT_HERE: Answered = {
  kind: "answer",
  status: 200,
  headers: {},
  body: "",
  isCut: false,
};

/** Makes a provider's request once. */
export function callVendor(
  { http }: Pick<Runtime, "http">,
  request: ProviderRequest,
  limits: SendLimits,
): Promise<SendOutcome> {
  switch (request.kind) {
    case "local":
      return Promise.resolve(KEPT_HERE);
    case "http":
      return http.send(request, limits);
    case "smtp":
      return http.sendMail(request, limits);
  }
}

/** What the provider, or another reader of its answers, makes of an answer. A reader that throws leaves the send uncertain. */
export function readVendorAnswer(
  { clock, log }: Pick<Runtime, "clock" | "log">,
  { provider, reader = provider }: { provider: Provider; reader?: Pick<Provider, "readAnswer"> },
  answer: VendorAnswer,
): Answer {
  try {
    return reader.readAnswer(answer, clock.now());
  } catch (error) {
    log.error({ event: "delivery.answer_unreadable", providerKey: provider.key, err: error });
    const reason = `The answer of ${provider.name} could not be read. Please report this.`;
    return failure("uncertain", { code: "answer_unreadable", reason });
  }
}
