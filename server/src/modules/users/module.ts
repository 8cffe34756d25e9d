import { parseLaneId, parseNamedId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { scopeOf, type NodeRegistry } from "../requests/index.js";
import { RecipientErasure } from "./erasure/recipient-erasure.service.js";
import { toBareUser, toUser } from "./user-view.schema.js";
import { UserResolver } from "./user.resolver.js";
import { UserService } from "./user.service.js";

export interface UsersModule {
  users: UserService;
  erasure: RecipientErasure;
  resolvers: object[];
}

export function createUsersModule(runtime: Runtime, nodes: NodeRegistry): UsersModule {
  const erasure = new RecipientErasure(runtime);
  const users = new UserService(runtime, erasure);
  nodes.register("user", async (context, ids) => {
    const scope = scopeOf(context);
    const rows = await users.byUuids(
      scope,
      ids.flatMap((id) => parseLaneId("user", id) ?? []),
    );
    const named = ids.flatMap((id) => {
      const [userId, ...rest] = parseNamedId("user", scope.environmentId, id) ?? [];
      return userId == null || rest.length > 0 ? [] : toBareUser(scope, userId);
    });
    return [...rows.map((row) => toUser(scope, row)), ...named];
  });
  return { users, erasure, resolvers: [new UserResolver(users)] };
}
