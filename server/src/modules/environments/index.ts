export { toEnvironment } from "./environment-view.schema.js";
export { Environment } from "./environment.schema.js";
export { EnvironmentService } from "./environment.service.js";
export type { EnvironmentKeys, NewEnvironment } from "./environment.service.js";
export { EnvironmentSettings } from "./environment-settings.service.js";
export type { ApiKeyService } from "./keys/api-key.service.js";
export { GIVEN_KEY_NAME } from "./keys/api-key.repository.js";
export { KEYS_TOPIC } from "./keys/keys-topic.js";
