import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { laneId } from "../../identifiers/index.js";
import { Message } from "../../messages/index.js";
import { loaderOf, may, scopeOf, type RequestContext } from "../../requests/index.js";
import type { RunReadRow } from "./run-row.js";
import { toRun } from "./run-view.schema.js";
import { Run } from "./run.schema.js";
import type { RunService } from "./run.service.js";

const RUNS = { loader: "runs of messages" };

@Resolver(() => Message)
export class MessageRunResolver {
  readonly #runs: RunService;

  constructor(service: RunService) {
    this.#runs = service;
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: "The run that made it; null once that is forgotten, and for users.",
  })
  async run(@Root() message: Message, @Ctx() context: RequestContext): Promise<Run | null> {
    const scope = scopeOf(context);
    if (!may(scope, "runs.read")) return null;
    const load = async (ids: readonly string[]): Promise<Map<string, RunReadRow>> =>
      new Map((await this.#runs.byIds(scope, ids)).map((row) => [laneId("run", row.lane, row.id), row]));
    const id = laneId("run", message.row.lane, message.row.run_id);
    const row = await loaderOf(context, RUNS, load).load(id);
    return row && toRun(row);
  }
}
