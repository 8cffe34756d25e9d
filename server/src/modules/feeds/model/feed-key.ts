import { laneOf } from "../../identifiers/index.js";

/** One in-app channel of one recipient. */
export interface FeedKey {
  environmentId: number;
  recipientKey: string;
  channelId: number;
}

export function laneOfFeed(key: FeedKey): number {
  return laneOf(key.environmentId, key.recipientKey);
}

export function feedName(key: FeedKey): string {
  return `${key.environmentId}/${key.channelId}/${key.recipientKey}`;
}

/** That a feed has reached a version. */
export interface FeedHint extends FeedKey {
  version: number;
}

/** A feed that a caller may look at, and through which tenant. */
export interface OpenFeed {
  key: FeedKey;
  channelKey: string;
  tenantId: string | null;
}

export interface BatchKey {
  lane: number;
  batchId: string;
}

export function batchName(lane: number, batchId: string | null): string {
  return `${lane}/${batchId}`;
}

export function readBatchName(name: string): BatchKey {
  const [lane, batchId] = name.split("/");
  return { lane: Number(lane), batchId: batchId ?? "" };
}
