import { OperatorError, systemCode } from "../../platform/errors/index.js";

export interface ListenAddress {
  host: string;
  port: number;
  /** The setting of the port. */
  setting: "PORT" | "HEALTH_PORT";
}

/** An error of listening, as words that name the setting to change; null for any other error. */
export function listenTrouble(error: unknown, { host, port, setting }: ListenAddress): OperatorError | null {
  const words = wordsFor(systemCode(error), `${host}, port ${port}`, setting);
  return words === null ? null : new OperatorError(words, { cause: error });
}

function wordsFor(code: string | null, place: string, setting: string): string | null {
  switch (code) {
    case "EADDRINUSE":
      return `The port is taken. Stop what listens there (${place}), or set ${setting} to another one (0 picks a free one).`;
    case "EACCES":
      return `This user may not listen there (${place}). Set ${setting} to a port of 1024 or above.`;
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return `This machine has no such address (${place}). Set HOST to one that it has; 0.0.0.0 stands for all of them.`;
    case "EAFNOSUPPORT":
      return `This machine has no addresses of that kind (${place}). Set HOST to 127.0.0.1 or 0.0.0.0.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST is no address and no name that can be looked up (${place}). Set it to an address of this machine.`;
    default:
      return null;
  }
}

/** Listens, or throws a readable error. */
export async function listening<T>(address: ListenAddress, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    throw listenTrouble(error, address) ?? error;
  }
}
