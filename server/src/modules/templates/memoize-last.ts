import type { TemplateScope } from "./template-scope.js";

/**
 * Keeps the last result while everything that the rendering may read stays the same, as it does for all recipients of a
 * trigger if it reads nothing of theirs. Compared by identity: parts of a scope are never changed in place. `rest` must not
 * change the result.
 */
export function memoizeLast<A extends unknown[], T>(
  roots: ReadonlySet<string>,
  render: (scope: TemplateScope, ...rest: A) => T,
): (scope: TemplateScope, ...rest: A) => T {
  if (roots.has("recipient")) return render;

  const names = [...roots];
  let last: { inputs: unknown[]; result: T } | null = null;
  return (scope, ...rest) => {
    const known = last;
    if (known !== null && names.every((name, index) => known.inputs[index] === Reflect.get(scope, name))) {
      return known.result;
    }
    const result = render(scope, ...rest);
    last = { inputs: names.map((name): unknown => Reflect.get(scope, name)), result };
    return result;
  };
}
