import { Field, ID, InterfaceType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.js";
import { DeliveryStatus } from "./delivery-status.js";
import type { MessageRow } from "./message-row.js";

registerEnumType(DeliveryStatus, {
  name: "DeliveryStatus",
  description: "Where delivery stands; values may be added.",
  valuesConfig: {
    QUEUED: { description: "Waiting to be sent." },
    SENDING: { description: "Being sent." },
    SENT: { description: "Handed to the provider." },
    DELIVERED: { description: "Known to have arrived." },
    NOT_SENT: { description: "Kept back by sandbox mode." },
    UNCERTAIN: { description: "Sent, but the provider's answer was lost." },
    UNDELIVERED: { description: "Given up." },
    BOUNCED: { description: "Refused by the receiving side." },
  },
});

@InterfaceType("Message", {
  implements: [Node],
  description: "What one channel step made for one recipient; each channel type has its own type.",
})
export abstract class Message extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "The workflow it came from." })
  workflowKey!: string;

  @Field(() => String, { description: "The channel it goes by." })
  channelKey!: string;

  @Field(() => DeliveryStatus, { description: "Where delivery stands." })
  deliveryStatus!: DeliveryStatus;

  @Field(() => DateTimeScalar, { nullable: true, description: "Last marked seen." })
  seenAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Last marked read." })
  readAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Last acted upon." })
  interactedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Last click on a tracked link; set by tracking alone." })
  linkClickedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When archived, null if not." })
  archivedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Last changed, marks included." })
  updatedAt!: Date;

  /** The row from which the fields are resolved; not part of the schema. */
  row!: MessageRow;
}

export const MessageConnection = connectionType<Message>("Message", () => Message, {
  one: "a message",
  many: "messages",
});
