import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ChangeObjectDocument: TypedDocument<types.ChangeObjectMutation, types.ChangeObjectMutationVariables> =
  "mutation ChangeObject($input:ObjectInput!){setObject(input:$input){object{id}}}";

export const ObjectDocument: TypedDocument<types.ObjectQuery, types.ObjectQueryVariables> =
  "query Object($collection:String!$objectId:ID!){object(collection:$collection objectId:$objectId){...ListedObject avatar createdAt properties channelData{...OneChannelData}}}fragment ListedObject on RecipientObject{id collection objectId name updatedAt}fragment OneChannelData on ChannelData{channelKey data updatedAt}";
