/** The number of lanes. A change would move every row of every recipient, so it never changes. */
export const LANE_COUNT = 256;

/**
 * The lane of a recipient: FNV-1a over the UTF-16 units, seeded with the environment, then mixed (murmur3's
 * finaliser) so that ids that differ in their last digit spread evenly. The lane is stored in every row, so this
 * function must never change.
 */
export function laneOf(environmentId: number, recipientKey: string): number {
  let hash = (0x811c9dc5 ^ environmentId) >>> 0;
  for (let i = 0; i < recipientKey.length; i++) {
    hash = Math.imul(hash ^ recipientKey.charCodeAt(i), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) & (LANE_COUNT - 1);
}
