import { ArgsType, Field, Int, ObjectType, type ClassType } from "type-graphql";
import { PageInfo } from "./node.schema.js";
import type { ConnectionOf, Edge, PageRequest } from "../../paging/index.js";

/** The four arguments of every list that comes in pages: `@Args(() => PageArgs) page: PageArgs`. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, {
    nullable: true,
    description: "Page size forward, 1 to 100; 20 if neither `first` nor `last` is given.",
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Start after this cursor." })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: "Page size backward, 1 to 100." })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "End before this cursor." })
  before?: string | null;
}

/** The nouns for a connection's nodes in its descriptions. */
export interface NodeWords {
  /** With its article, for example `a run`. */
  one: string;
  /** For example `runs`. */
  many: string;
  /** Used in "A page of …", if it is clearer than `many`. */
  page?: string;
}

/** The types `<name>Connection` and `<name>Edge`, in the shape that all our lists have. */
export function connectionType<Item extends object>(
  name: string,
  node: () => abstract new () => Item,
  words: NodeWords,
): ClassType<ConnectionOf<Item>> {
  const one = words.one.replace(/^an? /, "");

  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `${capitalised(words.one)} in a page.` })
  class ItemEdge implements Edge<Item> {
    @Field(() => String, { description: "Opaque position." })
    cursor!: string;

    @Field(node, { description: `The ${one}.` })
    node!: Item;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${words.page ?? words.many}.` })
  class ItemConnection implements ConnectionOf<Item> {
    @Field(() => [node()], { description: `The ${words.many}.` })
    nodes!: Item[];

    @Field(() => [ItemEdge], { description: `The ${words.many} with their cursors.` })
    edges!: Edge<Item>[];

    @Field(() => PageInfo, { description: "Where the page lies." })
    pageInfo!: PageInfo;
  }

  return ItemConnection;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
