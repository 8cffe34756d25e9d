import type { GraphQLSchema } from "graphql";
import { requireRight, scopeOf, type RequestContext, type Right } from "../../modules/requests/index.js";
import { rootFields } from "../../platform/graphql/index.js";

/** The required right by the name of a root field; null for fields that everybody may request. */
export type RightsOfFields = Readonly<Record<string, Right | null>>;

/** The right that each root field requires, before it is resolved. */
export const ROOT_RIGHTS: RightsOfFields = {
  apiKeys: "keys.read",
  backlog: "runs.read",
  channels: "channels.read",
  checkWorkflow: "workflows.change",
  deadLetters: "messages.read",
  defaultPreferences: "preferences.read",
  deliveryHealth: "channels.read",
  environment: "environments.read",
  environments: "environments.read",
  explain: "runs.read",
  feed: "own.read",
  messages: "messages.read",
  node: "own.read",
  nodes: "own.read",
  object: "own.read",
  objects: "objects.read",
  preferenceLayers: "preferences.read",
  preferenceVerdicts: "preferences.read",
  previewTemplate: "runs.simulate",
  providers: "channels.read",
  rateLimit: null,
  run: "runs.read",
  runs: "runs.read",
  session: "environments.read",
  signingKeys: "keys.read",
  suppressions: "suppressions.read",
  simulate: "runs.simulate",
  tenant: "tenants.read",
  tenants: "tenants.read",
  trigger: "triggers.read",
  triggers: "triggers.read",
  user: "own.read",
  users: "users.read",
  variableScope: "workflows.read",
  viewer: "own.read",
  workflow: "workflows.read",
  workflows: "workflows.read",

  addSuppression: "suppressions.change",
  archiveWorkflow: "workflows.change",
  cancel: "triggers.cancel",
  changeRuns: "triggers.cancel",
  checkChannel: "channels.change",
  commitWorkflow: "workflows.change",
  createApiKey: "keys.change",
  createChannel: "channels.change",
  createEnvironment: "environments.create",
  createSigningKey: "keys.change",
  deleteChannel: "channels.change",
  deleteObject: "objects.change",
  deleteTenant: "tenants.change",
  deleteUser: "users.change",
  discardWorkflowDraft: "workflows.change",
  identify: "own.change",
  liftSuppression: "suppressions.change",
  markFeed: "own.change",
  markMessages: "own.change",
  notify: "triggers.create",
  notifyMany: "triggers.create",
  pinMessages: "own.change",
  promoteWorkflow: "workflows.change",
  recallMessages: "messages.change",
  resendMessages: "messages.change",
  resumeChannel: "channels.change",
  revertWorkflow: "workflows.change",
  revokeApiKey: "keys.change",
  revokeSigningKey: "keys.change",
  rotateCallbackSecret: "channels.change",
  saveWorkflow: "workflows.change",
  setChannelData: "own.change",
  setDefaultPreferences: "preferences.change",
  setJwksUrl: "keys.change",
  setObject: "objects.change",
  setPreferences: "own.change",
  setTenant: "tenants.change",
  setWorkflowActive: "workflows.change",
  snoozeMessages: "own.change",
  subscribe: "subscriptions.change",
  undoMarkFeed: "own.change",
  unpinMessages: "own.change",
  unsetChannelData: "own.change",
  unsnoozeMessages: "own.change",
  unsubscribe: "subscriptions.change",
  updateChannel: "channels.change",
  updateEnvironment: "environments.change",

  feedChanged: "own.read",
};

/** Makes each root field ask for its right; a field without an entry in the table is a mistake of ours, so nothing starts. */
export function askForRights(schema: GraphQLSchema, rights: RightsOfFields): void {
  for (const field of rootFields(schema)) {
    const right = rights[field.name];
    if (right === undefined) throw new Error(`The root field ${field.name} has no entry in the table of rights.`);
    const { resolve, subscribe } = field;
    if (right === null) continue;
    const ask = (context: RequestContext): void => requireRight(scopeOf(context), right);
    if (subscribe) {
      field.subscribe = (source, args, context: RequestContext, info) => {
        ask(context);
        return subscribe(source, args, context, info);
      };
    } else if (resolve) {
      field.resolve = (source, args, context: RequestContext, info) => {
        ask(context);
        return resolve(source, args, context, info);
      };
    }
  }
}
