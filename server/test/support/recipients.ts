import { createAccountsModule, type AccountsModule } from "../../src/modules/accounts/module.js";
import { createObjectsModule, type ObjectsModule } from "../../src/modules/objects/module.js";
import { createSubscriptionsModule, type SubscriptionsModule } from "../../src/modules/subscriptions/module.js";
import { createTenantsModule, type TenantsModule } from "../../src/modules/tenants/module.js";
import { createUsersModule, type UsersModule } from "../../src/modules/users/module.js";
import type { TestRuntime } from "./runtime.js";

export interface RecipientModules {
  accounts: AccountsModule;
  tenants: TenantsModule;
  users: UsersModule;
  objects: ObjectsModule;
  subscriptions: SubscriptionsModule;
}

/** The modules from accounts to subscriptions, without a server. */
export function createRecipientModules(runtime: TestRuntime): RecipientModules {
  const accounts = createAccountsModule(runtime);
  const { nodes } = accounts;
  const tenants = createTenantsModule(runtime, nodes);
  const users = createUsersModule(runtime, nodes);
  const objects = createObjectsModule(runtime, { nodes, users: users.users, erasure: users.erasure });
  const subscriptions = createSubscriptionsModule(runtime, { nodes, recipients: objects.recipients });
  return { accounts, tenants, users, objects, subscriptions };
}
