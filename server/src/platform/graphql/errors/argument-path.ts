import { Kind, visit, BREAK, type ASTNode, type DocumentNode } from "graphql";

/**
 * The path of a node from its argument down, such as `["input", "recipients", "3", "to"]`, with the argument's name first;
 * null if the node is in no argument.
 */
export function argumentPath(document: DocumentNode, target: ASTNode): string[] | null {
  return pathTo(document, (node) => node === target);
}

/** The path of the first use of a variable; its own name if no argument uses it. */
export function variablePath(document: DocumentNode, variableName: string): string[] {
  const isUse = (node: ASTNode): boolean => node.kind === Kind.VARIABLE && node.name.value === variableName;
  return pathTo(document, isUse) ?? [variableName];
}

function pathTo(document: DocumentNode, isTarget: (node: ASTNode) => boolean): string[] | null {
  let found: string[] | null = null;

  visit(document, {
    // A variable's definition is not its use.
    VariableDefinition: () => false,
    enter(...[node, , parent, , ancestors]) {
      if (!isTarget(node)) return undefined;
      found = pathOf(parent ? [...ancestors, parent, node] : [node]);
      return found === null ? undefined : BREAK;
    },
  });
  return found;
}

/** `chain` runs from the document to the node; lists are arrays in it. */
function pathOf(chain: readonly (ASTNode | readonly ASTNode[])[]): string[] | null {
  let path: string[] | null = null;

  for (const [index, step] of chain.entries()) {
    if (isNodeList(step)) continue;
    if (step.kind === Kind.ARGUMENT) path = [step.name.value];
    else if (path === null) continue;
    else if (step.kind === Kind.OBJECT_FIELD) path.push(step.name.value);
    else {
      const list = chain[index - 1];
      if (list && isNodeList(list)) path.push(String(list.indexOf(step)));
    }
  }
  return path;
}

function isNodeList(step: ASTNode | readonly ASTNode[]): step is readonly ASTNode[] {
  return Array.isArray(step);
}
