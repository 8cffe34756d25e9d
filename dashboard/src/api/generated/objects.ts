import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ObjectsDocument: TypedDocument<types.ObjectsQuery, types.ObjectsQueryVariables> =
  "query Objects($collection:String$first:Int!$after:String){objects(collection:$collection first:$first after:$after){nodes{...ListedObject}pageInfo{hasNextPage endCursor}}}fragment ListedObject on RecipientObject{id collection objectId name updatedAt}";
