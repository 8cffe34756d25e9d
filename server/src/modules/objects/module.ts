import { parseLaneId, parseNamedId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { scopeOf, type NodeRegistry } from "../requests/index.js";
import type { RecipientErasure, UserService } from "../users/index.js";
import { toBareObject, toObject } from "./object-view.schema.js";
import { ObjectResolver } from "./object.resolver.js";
import { ObjectService } from "./object.service.js";
import { RecipientService } from "./recipients.service.js";

export interface ObjectsDeps {
  nodes: NodeRegistry;
  users: UserService;
  erasure: RecipientErasure;
}

export interface ObjectsModule {
  objects: ObjectService;
  recipients: RecipientService;
  resolvers: object[];
}

export function createObjectsModule(runtime: Runtime, { nodes, users, erasure }: ObjectsDeps): ObjectsModule {
  const objects = new ObjectService(runtime, erasure);
  const recipients = new RecipientService(users, objects, { toObject, toBareObject });
  nodes.register("object", async (context, ids) => {
    const scope = scopeOf(context);
    const rows = await objects.byUuids(
      scope,
      ids.flatMap((id) => parseLaneId("object", id) ?? []),
    );
    const named = ids.flatMap((id) => {
      const [collection, objectId, ...rest] = parseNamedId("object", scope.environmentId, id) ?? [];
      if (collection == null || objectId == null || rest.length > 0) return [];
      return toBareObject(scope, { collection, objectId });
    });
    return [...rows.map((row) => toObject(scope, row)), ...named];
  });
  return { objects, recipients, resolvers: [new ObjectResolver(objects, recipients)] };
}
