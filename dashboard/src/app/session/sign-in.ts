import { hasLocalDoor } from "../page-address.js";
import { environmentKeyIn, isNoSession, postAccount } from "./account-api.js";
import { askToSignIn } from "./sign-in-request.js";

let running: Promise<string> | null = null;

/**
 * Gets a session where the old one has ended: of a development server without a question, of any other one by asking its reader.
 * Answers the key of an environment; callers at the same time share one.
 */
export function signIn(): Promise<string> {
  running ??= (hasLocalDoor ? knock() : askToSignIn("ended")).finally(() => {
    running = null;
  });
  return running;
}

/** The environment to begin with: of the session that there is, or of a new one. Null: somebody has to sign in first. */
export async function begin(): Promise<string | null> {
  const ownerToken = takeOwnerToken();
  if (ownerToken !== null && hasLocalDoor) return knock(ownerToken);
  const answer = await postAccount("session");
  if (!isNoSession(answer)) return environmentKeyIn(answer);
  return hasLocalDoor ? knock() : null;
}

export async function signOut(): Promise<void> {
  await postAccount("sign-out");
}

async function knock(ownerToken?: string): Promise<string> {
  return environmentKeyIn(await postAccount("local", { ownerToken }));
}

/** The one-time token of the link that a development server prints. It leaves the address at once. */
function takeOwnerToken(): string | null {
  const token = /^#owner=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
