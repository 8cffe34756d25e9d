import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const FollowDocument: TypedDocument<types.FollowMutation, types.FollowMutationVariables> =
  "mutation Follow($input:SubscribeInput!){subscribe(input:$input){changedCount}}";

export const FollowersOfObjectDocument: TypedDocument<types.FollowersOfObjectQuery, types.FollowersOfObjectQueryVariables> =
  "query FollowersOfObject($collection:String!$objectId:ID!$after:String){object(collection:$collection objectId:$objectId){subscribers(first:100 after:$after){...Follow}}}fragment Follow on ObjectSubscriptionConnection{nodes{id createdAt properties object{collection objectId name}recipient{...Person}}pageInfo{hasNextPage endCursor}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const FollowsOfObjectDocument: TypedDocument<types.FollowsOfObjectQuery, types.FollowsOfObjectQueryVariables> =
  "query FollowsOfObject($collection:String!$objectId:ID!$after:String){object(collection:$collection objectId:$objectId){subscriptions(first:100 after:$after){...Follow}}}fragment Follow on ObjectSubscriptionConnection{nodes{id createdAt properties object{collection objectId name}recipient{...Person}}pageInfo{hasNextPage endCursor}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const FollowsOfUserDocument: TypedDocument<types.FollowsOfUserQuery, types.FollowsOfUserQueryVariables> =
  "query FollowsOfUser($userId:ID!$after:String){user(userId:$userId){subscriptions(first:100 after:$after){...Follow}}}fragment Follow on ObjectSubscriptionConnection{nodes{id createdAt properties object{collection objectId name}recipient{...Person}}pageInfo{hasNextPage endCursor}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const UnfollowDocument: TypedDocument<types.UnfollowMutation, types.UnfollowMutationVariables> =
  "mutation Unfollow($input:UnsubscribeInput!){unsubscribe(input:$input){changedCount}}";
