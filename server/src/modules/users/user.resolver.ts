import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../../platform/errors/index.js";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { userKey } from "../identifiers/index.js";
import { actingUserId, loaderOf, may, scopeOf, type RequestContext } from "../requests/index.js";
import { checkUserId } from "./check-user.js";
import { UserFilterInput } from "./finding/user-filter.schema.js";
import { toBareUser, toUser } from "./user-view.schema.js";
import {
  DeleteUserInput,
  DeleteUserPayload,
  IdentifyInput,
  IdentifyPayload,
  User,
  UserConnection,
} from "./user.schema.js";
import type { UserService } from "./user.service.js";

const USERS = { loader: "users" };
const CURSOR = ageCursor("users");

@Resolver()
export class UserResolver {
  readonly #users: UserService;

  constructor(users: UserService) {
    this.#users = users;
  }

  @Query(() => User, { nullable: true, description: "The user that the user token speaks for; null for a secret key." })
  viewer(@Ctx() context: RequestContext): Promise<User | null> {
    const userId = actingUserId(scopeOf(context));
    return userId === null ? Promise.resolve(null) : this.#load(context, userId);
  }

  @Query(() => User, {
    nullable: true,
    description: "One user by your id.",
  })
  async user(
    @Ctx() context: RequestContext,
    @Arg("userId", () => ID, { description: "Your id of the user." }) userId: string,
  ): Promise<User | null> {
    const issues = checkUserId(userId, ["userId"]);
    if (issues.length > 0) throw badInput(issues);
    return this.#load(context, userId);
  }

  @Query(() => UserConnection, { nullable: true, description: "The environment's users, oldest first." })
  async users(
    @Ctx() context: RequestContext,
    @Arg("filter", () => UserFilterInput, { nullable: true, description: "Selects users. All if omitted." })
    filter: UserFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<User>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#users.page(scope, filter ?? {}, page);
    return connectionByAge(page, rows, { node: (row) => toUser(scope, row), codec: CURSOR });
  }

  @Mutation(() => IdentifyPayload, {
    nullable: true,
    description: "Creates or updates a user; what you leave out stays, properties merge deeply, null unsets.",
  })
  async identify(
    @Ctx() context: RequestContext,
    @Arg("input", () => IdentifyInput, { description: "What to store." }) input: IdentifyInput,
  ): Promise<IdentifyPayload> {
    const scope = scopeOf(context);
    return Object.assign(new IdentifyPayload(), { user: toUser(scope, await this.#users.identify(scope, input)) });
  }

  @Mutation(() => DeleteUserPayload, {
    nullable: true,
    description:
      "Deletes a user with preferences, subscriptions, runs, messages and feeds. The same id may be used again later.",
  })
  async deleteUser(
    @Ctx() context: RequestContext,
    @Arg("input", () => DeleteUserInput, { description: "The user to delete." }) input: DeleteUserInput,
  ): Promise<DeleteUserPayload> {
    const { userId, isDryRun } = input;
    const scope = scopeOf(context);
    const result = isDryRun
      ? await this.#users.countErasure(scope, userId)
      : { wasKnown: await this.#users.delete(scope, userId), counts: null };
    return Object.assign(new DeleteUserPayload(), { userId, ...result });
  }

  async #load(context: RequestContext, userId: string): Promise<User | null> {
    const scope = scopeOf(context);
    // Returned without a query, so that the response time reveals nothing.
    if (!may(scope, "users.read") && actingUserId(scope) !== userId) return toBareUser(scope, userId);
    const row = await loaderOf(context, USERS, (keys) => this.#users.load(scope, keys)).load(userKey(userId));
    if (row) return toUser(scope, row);
    return may(scope, "users.read") ? null : toBareUser(scope, userId);
  }
}
