type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON to merge into `before` so that it becomes `after` (RFC 7396): only what differs, and null for members that go. A
 * member cannot become null this way, because null removes it.
 */
export function mergePatch(before: Json, after: Json): Json {
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (isObject(value) && isObject(old)) {
      const inner = mergePatch(old, value);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(old)) patch[name] = value;
  }
  return patch;
}

/** Whether a member of the object is null, at any depth outside lists. */
export function hasNull(value: Json): boolean {
  return Object.values(value).some((member) => member === null || (isObject(member) && hasNull(member)));
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
