const MESSAGE_MAX_LENGTH = 500;

/** graphql-js quotes the value that it refuses, and a caller may send one of megabytes. */
export function shorten(message: string): string {
  return message.length <= MESSAGE_MAX_LENGTH ? message : `${message.slice(0, MESSAGE_MAX_LENGTH)}…`;
}
