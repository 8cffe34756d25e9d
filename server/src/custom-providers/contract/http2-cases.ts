import type { Outcome } from "../../providers/kit/answer.js";
import type { Provider } from "../../providers/kit/provider.js";
import { contractCase, verify, type ContractCase } from "./contract-case.js";
import { expectOutcome } from "./expectations.js";
import { http2Fake, type StreamAnswer } from "./fakes/http2-fake.js";
import { wireOf } from "./http-cases.js";
import { minimalRequest, outcomeOf, outcomeOfSilence } from "./outcome-of.js";

/** The required outcome of an HTTP/2 provider for each behaviour of a stream. */
export function http2Cases(provider: Provider): ContractCase[] {
  const { answers } = provider.example;
  const over = (name: string, answer: StreamAnswer, outcome: Outcome): ContractCase =>
    contractCase(`HTTP/2: ${name}`, async () => {
      const request = await minimalRequest(provider);
      verify(request.kind === "http", "buildRequest makes HTTP requests of some messages only.");
      const start = () => http2Fake(() => answer);
      const found =
        answer === "hang"
          ? await outcomeOfSilence(provider, request, start)
          : await outcomeOf(provider, request, await start());
      expectOutcome(found, outcome);
    });
  return [
    ...(answers ? [over("success", wireOf(answers.accepted), "ok")] : []),
    ...(answers?.unauthorized ? [over("expired credential", wireOf(answers.unauthorized), "auth")] : []),
    ...(answers?.gone ? [over("gone address", wireOf(answers.gone), "gone")] : []),
    over("429", { status: 429, headers: {}, body: "" }, "throttled"),
    over("stream refused before it was processed", "refuse", "retry"),
    over("stream reset", "reset", "uncertain"),
    over("timeout: the answer is withheld", "hang", "uncertain"),
  ];
}
