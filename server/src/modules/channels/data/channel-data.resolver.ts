import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { badInput, checkId } from "../../../platform/errors/index.js";
import { parseRecipientRef, type RecipientRefFields } from "../../objects/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { Tenant } from "../../tenants/index.js";
import { Recipient } from "../../users/index.js";
import { ownerName, parseOwner, type DataOwner } from "./data-owner.js";
import {
  ChannelData,
  ChannelDataMode,
  SetChannelDataInput,
  SetChannelDataPayload,
  toChannelData,
  UnsetChannelDataInput,
  UnsetChannelDataPayload,
} from "./channel-data.schema.js";
import { mayReadData, type ChannelDataService, type StoredData } from "./channel-data.service.js";

const DATA = { loader: "channel data" };
const WORDS = {
  nullable: true,
  description: "Channel data, one entry for each channel; null to callers who may not see it.",
};

@Resolver()
export class ChannelDataResolver {
  readonly #data: ChannelDataService;

  constructor(data: ChannelDataService) {
    this.#data = data;
  }

  @Mutation(() => SetChannelDataPayload, {
    nullable: true,
    description:
      "Stores the addresses of a recipient in a channel, or the token with which a channel posts for a tenant.",
  })
  async setChannelData(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetChannelDataInput, { description: "The owner, the channel and the data." })
    input: SetChannelDataInput,
  ): Promise<SetChannelDataPayload> {
    const { channelKey, data } = input;
    const write = { channelKey, data, isAdded: input.mode === ChannelDataMode.ADD };
    const stored = await this.#data.set(scopeOf(context), ownerOf(input), write);
    return Object.assign(new SetChannelDataPayload(), { channelData: toChannelData(stored) });
  }

  @Mutation(() => UnsetChannelDataPayload, { nullable: true, description: "Removes channel data, or a part of it." })
  async unsetChannelData(
    @Ctx() context: RequestContext,
    @Arg("input", () => UnsetChannelDataInput, { description: "The owner and the channel, and the part to remove." })
    input: UnsetChannelDataInput,
  ): Promise<UnsetChannelDataPayload> {
    const left = await this.#data.unset(scopeOf(context), ownerOf(input), input);
    return Object.assign(new UnsetChannelDataPayload(), { channelData: left && toChannelData(left) });
  }
}

/** The field `channelData` of users and objects. */
@Resolver(() => Recipient)
export class RecipientChannelDataResolver {
  readonly #data: ChannelDataService;

  constructor(data: ChannelDataService) {
    this.#data = data;
  }

  @FieldResolver(() => [ChannelData], WORDS)
  channelData(@Ctx() context: RequestContext, @Root() recipient: Recipient): Promise<ChannelData[] | null> {
    return load(this.#data, context, { kind: "recipient", recipientKey: recipient.recipientKey });
  }
}

@Resolver(() => Tenant)
export class TenantChannelDataResolver {
  readonly #data: ChannelDataService;

  constructor(data: ChannelDataService) {
    this.#data = data;
  }

  @FieldResolver(() => [ChannelData], WORDS)
  channelData(@Ctx() context: RequestContext, @Root() tenant: Tenant): Promise<ChannelData[] | null> {
    return load(this.#data, context, { kind: "tenant", tenantId: tenant.tenantId });
  }
}

/** Loads all owners of one request together. */
async function load(
  data: ChannelDataService,
  context: RequestContext,
  owner: DataOwner,
): Promise<ChannelData[] | null> {
  const scope = scopeOf(context);
  if (!mayReadData(scope, owner)) return null;
  const loader = loaderOf<StoredData[]>(context, DATA, (names) => data.ofOwners(scope, names.map(parseOwner)));
  return ((await loader.load(ownerName(owner))) ?? []).map(toChannelData);
}

function ownerOf(input: { recipient?: RecipientRefFields | null; tenantId?: string | null }): DataOwner | null {
  const { recipient, tenantId } = input;
  if (recipient != null && tenantId != null) {
    const message = "Give `recipient` or `tenantId`, not both.";
    throw badInput([{ path: ["tenantId"], code: "conflict", message }]);
  }
  if (tenantId != null) {
    const issues = checkId(tenantId, ["tenantId"]);
    if (issues.length > 0) throw badInput(issues);
    return { kind: "tenant", tenantId };
  }
  if (recipient == null) return null;
  const parsed = parseRecipientRef(recipient, ["recipient"]);
  if (!parsed.ok) throw badInput(parsed.issues);
  return { kind: "recipient", recipientKey: parsed.value };
}
