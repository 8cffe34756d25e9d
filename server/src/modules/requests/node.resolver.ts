import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { Node } from "../../platform/graphql/index.js";
import type { NodeRegistry } from "./node-registry.js";
import type { RequestContext } from "./request-context.js";

@Resolver()
export class NodeResolver {
  readonly #registry: NodeRegistry;

  constructor(registry: NodeRegistry) {
    this.#registry = registry;
  }

  @Query(() => Node, {
    nullable: true,
    description: "Any node by its global id; null if there is none or this caller may not see it.",
  })
  async node(
    @Ctx() context: RequestContext,
    @Arg("id", () => ID, { description: "A global id." }) id: string,
  ): Promise<Node | null> {
    const [node] = await this.#registry.load(context, [id]);
    return node ?? null;
  }

  @Query(() => [Node], {
    nullable: "itemsAndList",
    description: "Many nodes, in the order asked; null where one is missing.",
  })
  nodes(
    @Ctx() context: RequestContext,
    @Arg("ids", () => [ID], { description: "Up to 100 global ids." }) ids: string[],
  ): Promise<(Node | null)[]> {
    return this.#registry.load(context, ids);
  }
}
