import type { Agent } from "undici";
import { Guard, type GuardRules } from "./guard.js";
import { guardedAgent, sendHttp1 } from "./http1.js";
import { Http2Sessions } from "./http2.js";
import { notAnswered, type OutgoingRequest, type SendLimits, type SendOutcome } from "./outcome.js";
import { sendMail, type MailRequest } from "./smtp.js";

/** The one way out: every request to a vendor, a receiver or a mail server passes its guard. */
export class HttpClient {
  readonly #guard: Guard;
  readonly #agent: Agent;
  readonly #sessions: Http2Sessions;

  constructor(rules: GuardRules = {}) {
    this.#guard = new Guard(rules);
    this.#agent = guardedAgent(this.#guard);
    this.#sessions = new Http2Sessions(this.#guard);
  }

  /** Sends a request once, and follows no redirect. It does not throw: what went wrong is in the outcome. */
  async send(request: OutgoingRequest, limits: SendLimits): Promise<SendOutcome> {
    try {
      const url = this.#guard.checked(request.url);
      if (request.protocol === "h2") return await this.#sessions.send(request, limits);
      return await sendHttp1(this.#agent, { request, url }, limits);
    } catch (error) {
      return notAnswered("before-body", error);
    }
  }

  /** Hands a mail over once, or only logs in. The answer's status is the reply code, and its body the reply's text. */
  async sendMail(request: MailRequest, limits: Pick<SendLimits, "timeoutMs">): Promise<SendOutcome> {
    try {
      return await sendMail(this.#guard, request, limits.timeoutMs);
    } catch (error) {
      return notAnswered("before-body", error);
    }
  }

  async close(): Promise<void> {
    this.#sessions.destroy();
    await this.#agent.destroy();
  }
}
