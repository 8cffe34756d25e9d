import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const SessionDocument: TypedDocument<types.SessionQuery, types.SessionQueryVariables> =
  "query Session{session{id role permissions environment{key name isDevelopment}environments{key name isDevelopment}}}";
