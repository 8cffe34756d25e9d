import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

/**
 * A selection of everything below a type, `depth` levels of objects down. Edges are left out, since they hold what nodes
 * hold, and so are fields that need arguments. Of a `Node` only id and type: no selection can name all that it may be.
 */
export function selectAll(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (!isCompositeType(type)) return "";
  if (type.name === "Node") return " { __typename id }";
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  const parts = members.filter(isObjectType).map((member) => {
    const fields = Object.values(member.getFields()).filter(
      (field) =>
        field.name !== "edges" &&
        !field.args.some(isRequiredArgument) &&
        (depth > 0 || isLeafType(getNamedType(field.type))),
    );
    const body = fields.map((field) => `${field.name}${selectAll(schema, getNamedType(field.type), depth - 1)}`);
    return `... on ${member.name} { __typename ${body.join(" ")} }`;
  });
  return ` { ${parts.join(" ")} }`;
}
