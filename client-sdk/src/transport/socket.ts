import type { CarillonError } from "../errors.js";
import type { GraphQLAnswer, Operation } from "./operation.js";

/** Why a socket ended. */
export interface SocketEnd {
  /** Close code; 1006 when the line broke or never stood. */
  readonly code: number;
  readonly error: CarillonError;
  /** The user token that the socket was opened with. */
  readonly token?: string;
}

/** Who hears of one operation. */
export interface OperationSink {
  onAnswer(answer: GraphQLAnswer): void;
  onError(error: CarillonError): void;
  /** The server ended it. */
  onComplete(): void;
}

/** One socket: it opens once, and ends once. */
export interface Socket {
  /** Starts an operation; returns how to stop it. Only while open. */
  send(operation: Operation, sink: OperationSink): () => void;
  close(): void;
}

/** Hears of a socket's life. After `close()` it hears nothing. */
export interface SocketListener {
  onOpen(): void;
  onEnd(end: SocketEnd): void;
  /** It will end soon, as its token does: another one should take over. */
  onRenewal(): void;
}

/** Opens a socket. Never throws, and calls back only later: what is wrong is heard by `onEnd`. */
export type OpenSocket = (listener: SocketListener) => Socket;
