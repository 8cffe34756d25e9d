export type Counts = [total: number, unread: number, unseen: number];

/** A feed row's counts: of everything, and of each tenant that has some. */
export interface StoredCounts {
  total: number;
  unread: number;
  unseen: number;
  tenants: { [tenantId: string]: Counts };
}

/** The counts for a tenant: its own items and those without a tenant, computed as all items minus those of other tenants. */
export function countsFor(stored: StoredCounts, tenantId: string | null): Counts {
  const counts: Counts = [stored.total, stored.unread, stored.unseen];
  if (tenantId === null) return counts;
  for (const [other, [total, unread, unseen]] of Object.entries(stored.tenants)) {
    if (other === tenantId) continue;
    counts[0] -= total;
    counts[1] -= unread;
    counts[2] -= unseen;
  }
  return counts;
}

/** A change of the counts of one tenant, or of the items without one. */
export interface CountChange {
  tenantId: string | null;
  by: Counts;
}

/** The counts after a change; a tenant with nothing left is dropped. */
export function addCounts(stored: StoredCounts, changes: readonly CountChange[]): StoredCounts {
  const next: StoredCounts = { ...stored, tenants: { ...stored.tenants } };
  for (const { tenantId, by } of changes) {
    next.total += by[0];
    next.unread += by[1];
    next.unseen += by[2];
    if (tenantId === null) continue;
    const held = next.tenants[tenantId] ?? [0, 0, 0];
    const sum: Counts = [held[0] + by[0], held[1] + by[1], held[2] + by[2]];
    if (sum.every((count) => count === 0)) delete next.tenants[tenantId];
    else next.tenants[tenantId] = sum;
  }
  return next;
}
