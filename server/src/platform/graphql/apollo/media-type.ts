export const RESPONSE_MEDIA_TYPE = "application/graphql-response+json";
const JSON_MEDIA_TYPE = "application/json";

interface Preference {
  quality: number;
  specificity: number;
  /** Its place in the header. */
  order: number;
}

/**
 * Whether the response uses `application/graphql-response+json`, by the Accept header. Same rules as Apollo: quality first,
 * then specificity, then order; the older type if both are equal.
 */
export function wantsResponseType(accept: string): boolean {
  const newer = preferenceFor(RESPONSE_MEDIA_TYPE, accept);
  const older = preferenceFor(JSON_MEDIA_TYPE, accept);
  if (newer.quality !== older.quality) return newer.quality > older.quality;
  if (newer.quality === 0) return false;
  if (newer.specificity !== older.specificity) return newer.specificity > older.specificity;
  return newer.order < older.order;
}

function preferenceFor(type: string, accept: string): Preference {
  const ranges = accept.split(",").map((range, order): Preference & { fits: boolean } => {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const specificity = [`*/*`, `${type.split("/")[0]}/*`, type].indexOf(name);
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    return { fits: specificity >= 0, specificity, order, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 };
  });
  const fitting = ranges.filter(({ fits }) => fits).sort((a, b) => b.specificity - a.specificity);
  return fitting[0] ?? { quality: 0, specificity: -1, order: ranges.length };
}
