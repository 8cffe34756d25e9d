/** A start that cannot succeed until a person changes something. The message says what to change, and is shown without a stack. */
export class OperatorError extends Error {}
