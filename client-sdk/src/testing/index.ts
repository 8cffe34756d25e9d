export { createTestClient } from "./test-client.js";
export type { TestCall, TestClient, TestClientOptions, TestFeed, TestItem } from "./test-client.js";
export type { TestChoice } from "./memory-preferences.js";
