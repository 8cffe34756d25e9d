// Checked by properties and not by `instanceof`, because elements in an iframe are instances of the iframe's own
// classes.
type Maybe = Partial<Node> | EventTarget | null | undefined;

const typeOf = (value: Maybe): unknown => value && "nodeType" in value && value.nodeType;

export const isNode = (value: Maybe): value is Node => Boolean(typeOf(value));

export const isElement = (value: Maybe): value is HTMLElement => typeOf(value) === 1;

export const isShadowRoot = (node: Node): node is ShadowRoot => typeOf(node) === 11 && "host" in node;
