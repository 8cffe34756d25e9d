import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../../platform/errors/index.js";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { isSuppressedType, type SuppressedType } from "./suppression-reason.js";
import {
  AddSuppressionInput,
  AddSuppressionPayload,
  LiftSuppressionInput,
  LiftSuppressionPayload,
  SuppressionConnection,
  SuppressionFilterInput,
  toSuppression,
  type Suppression,
} from "./suppression.schema.js";
import type { SuppressionService } from "./suppression.service.js";

const CURSOR = ageCursor("suppressions");

@Resolver()
export class SuppressionResolver {
  readonly #suppressions: SuppressionService;

  constructor(suppressions: SuppressionService) {
    this.#suppressions = suppressions;
  }

  @Query(() => SuppressionConnection, {
    nullable: true,
    description: "Suppressed addresses, oldest first.",
  })
  async suppressions(
    @Ctx() context: RequestContext,
    @Arg("filter", () => SuppressionFilterInput, { nullable: true, description: "Selects entries. All if omitted." })
    filter: SuppressionFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Suppression>> {
    const page = readPage(args, CURSOR);
    const { channelType, address, reason } = filter ?? {};
    const type = channelType == null ? null : typeOf(channelType, ["filter", "channelType"]);
    const rows = await this.#suppressions.page(scopeOf(context), { channelType: type, address, reason }, page);
    return connectionByAge(page, rows, { node: toSuppression, codec: CURSOR });
  }

  @Mutation(() => AddSuppressionPayload, {
    nullable: true,
    description: "Suppresses an address: nothing is sent to it.",
  })
  async addSuppression(
    @Ctx() context: RequestContext,
    @Arg("input", () => AddSuppressionInput, { description: "The address and the reason." }) input: AddSuppressionInput,
  ): Promise<AddSuppressionPayload> {
    const { address, note } = input;
    const channelType = typeOf(input.channelType, ["channelType"]);
    const { row, isNew } = await this.#suppressions.add(scopeOf(context), { channelType, address, note: note ?? null });
    return Object.assign(new AddSuppressionPayload(), { suppression: toSuppression(row), isNew });
  }

  @Mutation(() => LiftSuppressionPayload, { nullable: true, description: "Lifts the suppression of an address." })
  async liftSuppression(
    @Ctx() context: RequestContext,
    @Arg("input", () => LiftSuppressionInput, { description: "The address." }) input: LiftSuppressionInput,
  ): Promise<LiftSuppressionPayload> {
    const channelType = typeOf(input.channelType, ["channelType"]);
    const { address } = input;
    const wasKnown = await this.#suppressions.lift(scopeOf(context), { channelType, address });
    return Object.assign(new LiftSuppressionPayload(), { wasKnown });
  }
}

function typeOf(given: string, path: string[]): SuppressedType {
  if (isSuppressedType(given)) return given;
  const message = "Only addresses of EMAIL and SMS channels can be suppressed.";
  throw badInput([{ path, code: "invalid_value", message }]);
}
