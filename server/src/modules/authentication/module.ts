import type { Runtime } from "../../platform/runtime/index.js";
import { AuthService, type AuthOptions } from "./auth.service.js";
import { CredentialRepository } from "./credential.repository.js";

export interface AuthenticationModule {
  authentication: AuthService;
}

export function createAuthenticationModule(runtime: Runtime, options: AuthOptions = {}): AuthenticationModule {
  return { authentication: new AuthService(runtime, new CredentialRepository(), options) };
}
