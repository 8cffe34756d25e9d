import type { Answer, Outcome } from "../../providers/kit/answer.js";
import type { Provider } from "../../providers/kit/provider.js";
import type { SmtpRequest } from "../../providers/kit/request.js";
import { contractCase, verify, type ContractCase } from "./contract-case.js";
import { expectOutcome, expectWait } from "./expectations.js";
import { mailFake, type MailFault } from "./fakes/mail-fake.js";
import { minimalRequest, outcomeOf, outcomeOfSilence } from "./outcome-of.js";

type Row = [name: string, fault: MailFault | null, ...allowed: Outcome[]];

const ROWS: readonly Row[] = [
  ["success", null, "ok"],
  ["permanent error after the final dot", { at: "dot", does: { reply: "554 5.7.1 Spam" } }, "rejected"],
  ["expired credential", { at: "AUTH", does: { reply: "535 5.7.8 Bad credentials" } }, "auth"],
  ["gone address", { at: "RCPT", does: { reply: "550 5.1.1 No such user" } }, "gone"],
  ["too many connections", { at: "greeting", does: { reply: "421 4.7.0 Too many connections" } }, "throttled", "retry"],
  ["temporary error", { at: "DATA", does: { reply: "451 4.3.0 Later" } }, "retry", "throttled"],
  ["timeout at the greeting", { at: "greeting", does: "hang" }, "retry"],
  ["timeout at RCPT TO", { at: "RCPT", does: "hang" }, "retry"],
  ["timeout after the final dot", { at: "dot", does: "hang" }, "uncertain"],
  ["reset before the body", { at: "RCPT", does: "cut" }, "retry"],
  ["reset after the body", { at: "dot", does: "cut" }, "uncertain"],
];

/** The required outcome of an SMTP provider for each failure of a mail server. */
export function smtpCases(provider: Provider): ContractCase[] {
  return [
    ...ROWS.map(([name, fault, ...allowed]) =>
      contractCase(name, async () => {
        const request = await smtpRequest(provider);
        if (fault?.at === "AUTH" && request.login === null) return;
        expectOutcome(await answerTo(provider, request, fault), ...allowed);
      }),
    ),
    contractCase("temporary error with a wait in prose (R-10)", async () => {
      const reply = "450 4.2.0 Greylisted, try again after 300 seconds";
      const fault: MailFault = { at: "RCPT", does: { reply } };
      expectWait(await answerTo(provider, await smtpRequest(provider), fault), 300_000, "throttled", "retry");
    }),
  ];
}

async function answerTo(provider: Provider, request: SmtpRequest, fault: MailFault | null): Promise<Answer> {
  if (fault?.does === "hang") return outcomeOfSilence(provider, request, () => mailFake(fault));
  return outcomeOf(provider, request, await mailFake(fault));
}

async function smtpRequest(provider: Provider): Promise<SmtpRequest> {
  const request = await minimalRequest(provider);
  verify(request.kind === "smtp", "buildRequest makes mails of some messages only.");
  return request;
}
