/** How a mutation shows in the audit log. */
export interface AuditedField {
  /** A noun and what happened to it. */
  action: string;
  /**
   * The kind of target, and where in the input its name is: `workflow:workflowKey`; with several names, `object:collection/objectId`.
   */
  target: string;
}

const about = (action: string, target: string): AuditedField => ({ action, target });

/** All mutations. A mutation without an entry is a mistake of ours, so nothing starts. */
export const AUDITED_FIELDS: Readonly<Record<string, AuditedField>> = {
  addSuppression: about("suppression.added", "suppression:channelType"),
  archiveWorkflow: about("workflow.archived", "workflow:workflowKey"),
  cancel: about("trigger.cancelled", "workflow:workflowKey"),
  changeRuns: about("runs.changed", "runs:action"),
  checkChannel: about("channel.checked", "channel:channelKey"),
  commitWorkflow: about("workflow.committed", "workflow:workflowKey"),
  createApiKey: about("apiKey.created", "apiKey:name"),
  createChannel: about("channel.created", "channel:channelKey"),
  createEnvironment: about("environment.created", "environment:key"),
  createSigningKey: about("signingKey.created", "signingKey:name"),
  deleteChannel: about("channel.deleted", "channel:channelKey"),
  deleteObject: about("object.deleted", "object:collection/objectId"),
  deleteTenant: about("tenant.deleted", "tenant:tenantId"),
  deleteUser: about("user.deleted", "user:userId"),
  discardWorkflowDraft: about("workflow.draftDiscarded", "workflow:workflowKey"),
  identify: about("user.changed", "user:userId"),
  inviteMember: about("member.invited", "member:email"),
  liftSuppression: about("suppression.lifted", "suppression:channelType"),
  markFeed: about("feed.marked", "user:recipient.userId"),
  markMessages: about("messages.marked", "messages:mark"),
  notify: about("trigger.created", "workflow:workflowKey"),
  notifyMany: about("trigger.created", "workflow:"),
  pinMessages: about("messages.pinned", "messages:"),
  promoteWorkflow: about("workflow.promoted", "workflow:workflowKey"),
  recallMessages: about("messages.recalled", "messages:"),
  removeMember: about("member.removed", "member:memberId"),
  resendMessages: about("messages.resent", "messages:"),
  resumeChannel: about("channel.resumed", "channel:channelKey"),
  revertWorkflow: about("workflow.reverted", "workflow:workflowKey"),
  revokeApiKey: about("apiKey.revoked", "apiKey:id"),
  revokeSession: about("session.ended", "session:sessionId"),
  revokeSigningKey: about("signingKey.revoked", "signingKey:keyId"),
  rotateCallbackSecret: about("channel.callbackSecretRotated", "channel:channelKey"),
  saveWorkflow: about("workflow.draftSaved", "workflow:document.key"),
  sendTestMessage: about("channel.tried", "channel:channelKey"),
  setChannelData: about("channelData.set", "user:recipient.userId"),
  setDefaultPreferences: about("preferences.defaultsSet", "preferences:tenantId"),
  setJwksUrl: about("environment.jwksUrlSet", "environment:"),
  setMemberRole: about("member.roleSet", "member:memberId"),
  setObject: about("object.changed", "object:collection/objectId"),
  setPreferences: about("preferences.set", "user:recipient.userId"),
  setTenant: about("tenant.changed", "tenant:tenantId"),
  setWorkflowActive: about("workflow.activeSet", "workflow:workflowKey"),
  snoozeMessages: about("messages.snoozed", "messages:"),
  subscribe: about("object.subscribed", "object:object.collection/object.objectId"),
  undoMarkFeed: about("feed.markUndone", "user:recipient.userId"),
  unpinMessages: about("messages.unpinned", "messages:"),
  unsetChannelData: about("channelData.unset", "user:recipient.userId"),
  unsnoozeMessages: about("messages.unsnoozed", "messages:"),
  unsubscribe: about("object.unsubscribed", "object:object.collection/object.objectId"),
  updateChannel: about("channel.changed", "channel:channelKey"),
  updateEnvironment: about("environment.changed", "environment:environmentKey"),
};

const CONFIGURATION = /^(?:apiKey|channel|environment|signingKey|workflow)\.|^preferences\.defaultsSet$/;

/** What is recorded of keys too; of people, everything is. */
export function isConfiguration({ action }: AuditedField): boolean {
  return CONFIGURATION.test(action);
}

/** Mutations for which a person must have signed in lately: they make keys or members, or erase. */
export const FRESH_FIELDS: ReadonlySet<string> = new Set([
  ...["createApiKey", "createEnvironment", "createSigningKey", "setJwksUrl"],
  ...["inviteMember", "removeMember", "setMemberRole"],
  ...["deleteObject", "deleteTenant", "deleteUser"],
]);
