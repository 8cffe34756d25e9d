import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { loaderOf, may, scopeOf, type RequestContext } from "../../requests/index.js";
import { DeliveryAttempt, toAttempt } from "./delivery-attempt.schema.js";
import type { AttemptLog } from "./attempt-log.service.js";
import {
  ChatMessage,
  EmailMessage,
  PushMessage,
  SmsMessage,
  WebhookMessage,
  type OutboundMessage,
} from "./outbound-message.schema.js";

const ATTEMPTS = { loader: "attempts of messages" };
const WORDS = { description: "Attempts to send it, oldest first; none unless a secret key asks." };

/** Reads the attempts of many messages in one statement. */
async function attemptsOf(
  log: AttemptLog,
  message: OutboundMessage,
  context: RequestContext,
): Promise<DeliveryAttempt[]> {
  const scope = scopeOf(context);
  if (!may(scope, "messages.read")) return [];
  const loader = loaderOf(context, ATTEMPTS, (ids: readonly string[]) => log.byMessage(scope, ids));
  return ((await loader.load(message.id)) ?? []).map(toAttempt);
}

@Resolver(() => EmailMessage)
export class EmailMessageResolver {
  constructor(private readonly log: AttemptLog) {}

  @FieldResolver(() => [DeliveryAttempt], WORDS)
  attempts(@Root() message: EmailMessage, @Ctx() context: RequestContext): Promise<DeliveryAttempt[]> {
    return attemptsOf(this.log, message, context);
  }
}

@Resolver(() => SmsMessage)
export class SmsMessageResolver {
  constructor(private readonly log: AttemptLog) {}

  @FieldResolver(() => [DeliveryAttempt], WORDS)
  attempts(@Root() message: SmsMessage, @Ctx() context: RequestContext): Promise<DeliveryAttempt[]> {
    return attemptsOf(this.log, message, context);
  }
}

@Resolver(() => PushMessage)
export class PushMessageResolver {
  constructor(private readonly log: AttemptLog) {}

  @FieldResolver(() => [DeliveryAttempt], WORDS)
  attempts(@Root() message: PushMessage, @Ctx() context: RequestContext): Promise<DeliveryAttempt[]> {
    return attemptsOf(this.log, message, context);
  }
}

@Resolver(() => ChatMessage)
export class ChatMessageResolver {
  constructor(private readonly log: AttemptLog) {}

  @FieldResolver(() => [DeliveryAttempt], WORDS)
  attempts(@Root() message: ChatMessage, @Ctx() context: RequestContext): Promise<DeliveryAttempt[]> {
    return attemptsOf(this.log, message, context);
  }
}

@Resolver(() => WebhookMessage)
export class WebhookMessageResolver {
  constructor(private readonly log: AttemptLog) {}

  @FieldResolver(() => [DeliveryAttempt], WORDS)
  attempts(@Root() message: WebhookMessage, @Ctx() context: RequestContext): Promise<DeliveryAttempt[]> {
    return attemptsOf(this.log, message, context);
  }
}
