// A codegen plugin: every operation as a string without needless whitespace, with its fragments, typed by result and variables;
// and `possibleTypes` for Apollo's cache. No parser and no AST reach the bundle.
import { Kind, isAbstractType, parse, print, stripIgnoredCharacters, validate, visit } from "graphql";

function fragmentsOf(definition, fragments, seen = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      if (seen.has(name.value)) return;
      seen.add(name.value);
      fragmentsOf(fragments.get(name.value), fragments, seen);
    },
  });
  return seen;
}

export function plugin(schema, documents, config) {
  if (config.emit === "possibleTypes") return possibleTypes(schema);

  const definitions = documents.flatMap((file) => file.document.definitions);
  const fragments = new Map(
    definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
  const isWanted = ({ name }) => config.only?.includes(name.value) ?? !config.except?.includes(name.value);
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION && isWanted(node));
  operations.sort((a, b) => (a.name.value < b.name.value ? -1 : 1));

  const lines = operations.map((operation) => {
    const used = [...fragmentsOf(operation, fragments)].sort().map((name) => fragments.get(name));
    const text = [operation, ...used].map(print).join("\n");
    const errors = validate(schema, parse(text));
    if (errors.length > 0) throw new Error(`${operation.name.value}: ${errors.map((e) => e.message).join("; ")}`);

    const name = operation.name.value;
    const kind = operation.operation[0].toUpperCase() + operation.operation.slice(1);
    const source = JSON.stringify(stripIgnoredCharacters(text));
    return `export const ${name}Document: TypedDocument<types.${name}${kind}, types.${name}${kind}Variables> =\n  ${source};`;
  });
  return [
    `import type { TypedDocument } from "${config.typedDocumentFrom ?? "../typed-document.js"}";`,
    'import type * as types from "./operations.js";',
    "",
    lines.join("\n\n"),
    "",
  ].join("\n");
}

function possibleTypes(schema) {
  const entries = Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type))
    .map((type) => [
      type.name,
      schema
        .getPossibleTypes(type)
        .map((possible) => possible.name)
        .sort(),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(Object.fromEntries(entries), null, 2)};\n`;
}
