import type { ObjectLiteral, SelectQueryBuilder } from "typeorm";

/** The keys between which a page is read. */
interface PageKeys {
  size: number;
  isBackward: boolean;
  after: readonly (string | number)[] | null;
  before: readonly (string | number)[] | null;
}

/**
 * One page of entities in reading order, and one more row if there are more. `columns`, such as `row.key`, are unique
 * together; they are constants, never input. The query starts at a key, so a page deep in the list costs no more than the
 * first.
 */
export function pageOfEntities<Row extends ObjectLiteral>(
  list: SelectQueryBuilder<Row>,
  page: PageKeys,
  columns: readonly string[],
  { isDescending = false }: { isDescending?: boolean } = {},
): Promise<Row[]> {
  const key = `(${columns.join(", ")})`;
  const [later, earlier] = isDescending ? ["<", ">"] : [">", "<"];
  if (page.after) list.andWhere(`${key} ${later} (:...after)`, { after: [...page.after] });
  if (page.before) list.andWhere(`${key} ${earlier} (:...before)`, { before: [...page.before] });
  for (const column of columns) list.addOrderBy(column, page.isBackward === isDescending ? "ASC" : "DESC");
  return list.limit(page.size + 1).getMany();
}
