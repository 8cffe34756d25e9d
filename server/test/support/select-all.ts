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
 * A selection of all fields below a type, `depth` levels deep. Edges are left out, because they contain the same
 * nodes, and so are fields with required arguments. For `Node`, only id and type are selected: no selection could
 * cover all its types.
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
