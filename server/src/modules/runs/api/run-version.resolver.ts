import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { loaderOf, may, scopeOf, type RequestContext } from "../../requests/index.js";
import { toVersion, WorkflowVersion, type WorkflowHistory } from "../../workflows/index.js";
import { Run } from "./run.schema.js";

const VERSIONS = { loader: "versions of runs" };

@Resolver(() => Run)
export class RunVersionResolver {
  readonly #history: WorkflowHistory;

  constructor(history: WorkflowHistory) {
    this.#history = history;
  }

  @FieldResolver(() => WorkflowVersion, {
    nullable: true,
    description: "The version that it follows, with its document, also of an archived workflow.",
  })
  async workflowVersion(@Root() { row }: Run, @Ctx() context: RequestContext): Promise<WorkflowVersion | null> {
    const scope = scopeOf(context);
    if (row.version === null || !may(scope, "workflows.read")) return null;
    const load = async (names: readonly string[]): Promise<Map<string, WorkflowVersion>> => {
      const refs = names.map((name) => refOf(name));
      const rows = await this.#history.byRefs(scope, refs);
      return new Map(rows.map((each) => [`${each.workflow_id}/${each.number}`, toVersion(each)]));
    };
    return loaderOf(context, VERSIONS, load).load(`${row.workflow_id}/${row.version}`);
  }
}

function refOf(name: string): { workflowId: number; number: number } {
  const [workflowId = 0, number = 0] = name.split("/").map(Number);
  return { workflowId, number };
}
