import { createFoundation, type Foundation } from "../../src/app/composition/foundation.js";
import { createObjectsModule, type ObjectsModule } from "../../src/modules/objects/module.js";
import { createSubscriptionsModule, type SubscriptionsModule } from "../../src/modules/subscriptions/module.js";
import { createTenantsModule, type TenantsModule } from "../../src/modules/tenants/module.js";
import { createUsersModule, type UsersModule } from "../../src/modules/users/module.js";
import type { TestRuntime } from "./runtime.js";

export interface RecipientModules extends Foundation {
  tenants: TenantsModule;
  users: UsersModule;
  objects: ObjectsModule;
  subscriptions: SubscriptionsModule;
}

/** The modules from environments to subscriptions, without a server. */
export function createRecipientModules(runtime: TestRuntime): RecipientModules {
  const foundation = createFoundation(runtime);
  const { nodes } = foundation;
  const tenants = createTenantsModule(runtime, nodes);
  const users = createUsersModule(runtime, nodes);
  const objects = createObjectsModule(runtime, { nodes, users: users.users, erasure: users.erasure });
  const subscriptions = createSubscriptionsModule(runtime, { nodes, recipients: objects.recipients });
  return { ...foundation, tenants, users, objects, subscriptions };
}
