import { CHANNEL_ENTITIES } from "../../modules/channels/module.js";
import { ENVIRONMENT_ENTITIES } from "../../modules/environments/module.js";
import { PREFERENCE_ENTITIES } from "../../modules/preferences/module.js";
import { SUPPRESSION_ENTITIES } from "../../modules/suppressions/module.js";
import { WORKFLOW_ENTITIES } from "../../modules/workflows/module.js";

/** Tables that repositories read and write by TypeORM. `server/test/schema/entities.test.ts` compares them with the migrated schema. */
export const ENTITIES = [
  ...ENVIRONMENT_ENTITIES,
  ...CHANNEL_ENTITIES,
  ...SUPPRESSION_ENTITIES,
  ...PREFERENCE_ENTITIES,
  ...WORKFLOW_ENTITIES,
];
