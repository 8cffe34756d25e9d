import { NodeRegistry } from "./node-registry.js";
import { NodeResolver } from "./node.resolver.js";
import { RateLimitResolver } from "./rate-limit.resolver.js";

export interface RequestsModule {
  /** Each module registers its kinds of nodes. */
  nodes: NodeRegistry;
  resolvers: object[];
}

export function createRequestsModule(): RequestsModule {
  const nodes = new NodeRegistry();
  return { nodes, resolvers: [new NodeResolver(nodes), new RateLimitResolver()] };
}
