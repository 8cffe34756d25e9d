import { Field, ID, InterfaceType, ObjectType } from "type-graphql";
import type { PageInfo as PageFacts } from "../../paging/index.js";

@InterfaceType("Node", { description: "Something with a global id." })
export abstract class Node {
  @Field(() => ID, { description: "Carillon's opaque id, unique over all types and environments." })
  id!: string;
}

@ObjectType("PageInfo", { simpleResolvers: true, description: "Where a page lies in its list." })
export class PageInfo implements PageFacts {
  @Field(() => Boolean, { description: "Whether more follow this page; false when paging backward." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether some precede this page; false when paging forward." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first edge, null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last edge, null on an empty page." })
  endCursor!: string | null;

  @Field(() => Boolean, {
    description:
      "Whether reading stopped before the page was full: a filter passed over the 2,000 rows that one page looks at (of `messages` without a recipient, 50 in each of 256 lanes). Then `endCursor` (backward: `startCursor`) names where it stopped, even on an empty page: go on from there.",
  })
  isCutShort!: boolean;
}
