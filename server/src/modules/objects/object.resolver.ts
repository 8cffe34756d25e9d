import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../../platform/errors/index.js";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { objectKey } from "../identifiers/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { checkObjectRef } from "./check-object.js";
import { toObject } from "./object-view.schema.js";
import {
  DeleteObjectInput,
  DeleteObjectPayload,
  ObjectInput,
  RecipientObject,
  RecipientObjectConnection,
  SetObjectPayload,
} from "./object.schema.js";
import type { ObjectService } from "./object.service.js";
import type { RecipientService } from "./recipients.service.js";

const CURSOR = ageCursor("objects");

@Resolver()
export class ObjectResolver {
  readonly #objects: ObjectService;
  readonly #recipients: RecipientService;

  constructor(objects: ObjectService, recipients: RecipientService) {
    this.#objects = objects;
    this.#recipients = recipients;
  }

  @Query(() => RecipientObject, {
    nullable: true,
    description: "One object by your id.",
  })
  async object(
    @Ctx() context: RequestContext,
    @Arg("collection", () => String, { description: "The object's collection." }) collection: string,
    @Arg("objectId", () => ID, { description: "Your id of the object." }) objectId: string,
  ): Promise<RecipientObject | null> {
    scopeOf(context);
    const issues = checkObjectRef({ collection, objectId }, []);
    if (issues.length > 0) throw badInput(issues);
    const found = await this.#recipients.ask(context, objectKey(collection, objectId));
    return found instanceof RecipientObject ? found : null;
  }

  @Query(() => RecipientObjectConnection, {
    nullable: true,
    description: "The environment's objects, oldest first.",
  })
  async objects(
    @Ctx() context: RequestContext,
    @Arg("collection", () => String, {
      nullable: true,
      description: "Only objects of this collection. All if omitted.",
    })
    collection: string | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<RecipientObject>> {
    const scope = scopeOf(context);
    const issues = collection == null ? [] : checkObjectRef({ collection, objectId: "any" }, []);
    if (issues.length > 0) throw badInput(issues);
    const page = readPage(args, CURSOR);
    const rows = await this.#objects.page(scope, collection ?? null, page);
    return connectionByAge(page, rows, { node: (row) => toObject(scope, row), codec: CURSOR });
  }

  @Mutation(() => SetObjectPayload, {
    nullable: true,
    description: "Creates or updates an object; properties merge deeply, null unsets.",
  })
  async setObject(
    @Ctx() context: RequestContext,
    @Arg("input", () => ObjectInput, { description: "What to store." }) input: ObjectInput,
  ): Promise<SetObjectPayload> {
    const scope = scopeOf(context);
    return Object.assign(new SetObjectPayload(), { object: toObject(scope, await this.#objects.set(scope, input)) });
  }

  @Mutation(() => DeleteObjectPayload, {
    nullable: true,
    description: "Deletes an object with its subscriptions both ways, preferences, runs, messages and feeds.",
  })
  async deleteObject(
    @Ctx() context: RequestContext,
    @Arg("input", () => DeleteObjectInput, { description: "The object to delete." }) input: DeleteObjectInput,
  ): Promise<DeleteObjectPayload> {
    const { collection, objectId, isDryRun } = input;
    const [scope, ref] = [scopeOf(context), { collection, objectId }];
    const result = isDryRun
      ? await this.#objects.countErasure(scope, ref)
      : { wasKnown: await this.#objects.delete(scope, ref), counts: null };
    return Object.assign(new DeleteObjectPayload(), ref, result);
  }
}
