import type { MessageFilterInput } from "../../api/generated/operations.js";
import { recipientRef } from "../../components/log/search.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import type { MessagesSearch } from "./search.js";

/** The API's filter for what the address says. */
export function messageFilter(search: MessagesSearch): MessageFilterInput {
  const { range = DEFAULT_RANGE, workflow, channel, recipient } = search;
  return {
    createdAt: { from: startOf(range) },
    ...(workflow === undefined ? {} : { workflowKey: workflow }),
    ...(channel === undefined ? {} : { channelKey: channel }),
    ...(recipient === undefined ? {} : { recipient: recipientRef(recipient) }),
    ...deliveryFilter(search.delivery),
  };
}

/** `readMessagesSearch` lets statuses of the API alone through. */
function deliveryFilter(delivery: string | undefined): MessageFilterInput {
  return delivery === undefined
    ? {}
    : { deliveryStatus: delivery as NonNullable<MessageFilterInput["deliveryStatus"]> };
}
