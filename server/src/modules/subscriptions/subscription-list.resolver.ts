import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { PageArgs, readNested } from "../../platform/graphql/index.js";
import { cursorCodec, isStorableText, readPage, toConnection, type ConnectionOf } from "../../platform/paging/index.js";
import { may, scopeOf, type RequestContext } from "../requests/index.js";
import { RecipientObject, type RecipientService } from "../objects/index.js";
import { Recipient } from "../users/index.js";
import { toSubscription } from "./subscription-view.schema.js";
import { ObjectSubscription, ObjectSubscriptionConnection } from "./subscription.schema.js";
import type { OtherKey } from "./subscription.repository.js";
import type { SubscriptionService } from "./subscription.service.js";

const isOtherKey = (value: readonly unknown[]): value is OtherKey => value.length === 1 && isStorableText(value[0]);

const OF_OBJECT = cursorCodec("subscriptions of an object", isOtherKey);
const OF_RECIPIENT = cursorCodec("subscriptions of a recipient", isOtherKey);

/** The field `subscriptions` of users and objects. */
@Resolver(() => Recipient)
export class RecipientSubscriptionsResolver {
  readonly #subscriptions: SubscriptionService;

  constructor(subscriptions: SubscriptionService) {
    this.#subscriptions = subscriptions;
  }

  @FieldResolver(() => ObjectSubscriptionConnection, {
    nullable: true,
    description: "Its subscriptions, by the object's collection and id; null to callers who may not see them.",
  })
  async subscriptions(
    @Ctx() context: RequestContext,
    @Root() recipient: Recipient,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<ObjectSubscription> | null> {
    const scope = scopeOf(context);
    const page = readPage(args, OF_RECIPIENT);
    if (!this.#subscriptions.maySee(scope, recipient.recipientKey)) return null;
    const rows = await readNested(context, () => this.#subscriptions.ofSubscriber(scope, recipient.recipientKey, page));
    const node = (row: (typeof rows)[number]): ObjectSubscription => toSubscription(scope, row);
    return toConnection(page, rows, { node, key: (row): OtherKey => [row.object_key], codec: OF_RECIPIENT });
  }
}

@Resolver(() => RecipientObject)
export class ObjectSubscribersResolver {
  readonly #subscriptions: SubscriptionService;

  constructor(subscriptions: SubscriptionService) {
    this.#subscriptions = subscriptions;
  }

  @FieldResolver(() => ObjectSubscriptionConnection, {
    nullable: true,
    description: "Its subscribers, objects before users, by id; null to callers who may not see them.",
  })
  async subscribers(
    @Ctx() context: RequestContext,
    @Root() object: RecipientObject,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<ObjectSubscription> | null> {
    const scope = scopeOf(context);
    const page = readPage(args, OF_OBJECT);
    if (!may(scope, "subscriptions.read")) return null;
    const rows = await readNested(context, () => this.#subscriptions.ofObject(scope, object.recipientKey, page));
    const node = (row: (typeof rows)[number]): ObjectSubscription => toSubscription(scope, row);
    return toConnection(page, rows, { node, key: (row): OtherKey => [row.subscriber_key], codec: OF_OBJECT });
  }
}

@Resolver(() => ObjectSubscription)
export class ObjectSubscriptionResolver {
  readonly #recipients: RecipientService;

  constructor(recipients: RecipientService) {
    this.#recipients = recipients;
  }

  @FieldResolver(() => RecipientObject, { nullable: true, description: "The object; null if deleted." })
  async object(
    @Ctx() context: RequestContext,
    @Root() subscription: ObjectSubscription,
  ): Promise<RecipientObject | null> {
    const found = await this.#recipients.show(context, subscription.objectKey);
    return found instanceof RecipientObject ? found : null;
  }

  @FieldResolver(() => Recipient, {
    nullable: true,
    description: "The subscriber. One that was never identified has only its id.",
  })
  recipient(@Ctx() context: RequestContext, @Root() subscription: ObjectSubscription): Promise<Recipient | null> {
    return this.#recipients.show(context, subscription.subscriberKey);
  }
}
