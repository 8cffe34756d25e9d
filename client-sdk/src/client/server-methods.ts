import type { ServerClient } from "./client-types.js";
import {
  CancelDocument,
  NotifyDocument,
  NotifyManyDocument,
  SetObjectDocument,
  SetTenantDocument,
  SubscribeDocument,
  UnsubscribeDocument,
} from "../generated/late-documents.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";

type Methods = Pick<
  ServerClient,
  "notify" | "notifyMany" | "cancel" | "setObject" | "setTenant" | "subscribe" | "unsubscribe"
>;

/** The calls that only a secret key may make; left out of browser bundles. */
export function createServerMethods(transport: Pick<Transport, "execute">): Methods {
  return { ...createTriggerMethods(transport), ...createStoreMethods(transport) };
}

function createTriggerMethods(
  transport: Pick<Transport, "execute">,
): Pick<ServerClient, "notify" | "notifyMany" | "cancel"> {
  return {
    async notify(input, options) {
      const isIdempotent = input.idempotencyKey != null;
      const data = await request(transport, NotifyDocument, { input }, { ...options, isIdempotent });
      return present(data.notify);
    },
    async notifyMany(items, options) {
      const isIdempotent = items.every(({ idempotencyKey }) => idempotencyKey != null);
      const variables = { input: { items } };
      const data = await request(transport, NotifyManyDocument, variables, { ...options, isIdempotent });
      return present(data.notifyMany).results;
    },
    async cancel(input, options) {
      // Never retried: a second call would also end runs that were triggered after the first.
      const data = await request(transport, CancelDocument, { input }, { ...options, isIdempotent: false });
      return present(data.cancel).cancelledRunCount;
    },
  };
}

function createStoreMethods(
  transport: Pick<Transport, "execute">,
): Pick<ServerClient, "setObject" | "setTenant" | "subscribe" | "unsubscribe"> {
  return {
    async setObject(input, options) {
      const data = await request(transport, SetObjectDocument, { input }, { ...options, isIdempotent: true });
      return present(data.setObject).object;
    },
    async setTenant(input, options) {
      const data = await request(transport, SetTenantDocument, { input }, { ...options, isIdempotent: true });
      return present(data.setTenant).tenant;
    },
    async subscribe(input, options) {
      const data = await request(transport, SubscribeDocument, { input }, { ...options, isIdempotent: true });
      return present(data.subscribe).changedCount;
    },
    async unsubscribe(input, options) {
      const variables = { input };
      const data = await request(transport, UnsubscribeDocument, variables, {
        ...options,
        isIdempotent: true,
      });
      return present(data.unsubscribe).changedCount;
    },
  };
}
