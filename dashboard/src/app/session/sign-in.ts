import { CarillonError } from "@carillon/client";
import { hasLocalDoor } from "../page-address.js";
import { environmentKeyIn, isNoSession, postAccount } from "./account-api.js";
import { askToSignIn } from "./sign-in-request.js";

let running: Promise<string> | null = null;
/** What the page still asks meanwhile must not sign its reader in again. */
let isSigningOut = false;

/**
 * Gets a session where the old one has ended: of a development server without a question, of any other one by asking its reader.
 * Answers the key of an environment; callers at the same time share one.
 */
export function signIn(): Promise<string> {
  if (isSigningOut) return Promise.reject(new CarillonError("UNAUTHENTICATED", "You have signed out."));
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

/** The page that did this has to be left. */
export async function signOut(): Promise<void> {
  isSigningOut = true;
  try {
    await running?.catch(() => undefined);
    await postAccount("sign-out");
  } catch (error) {
    isSigningOut = false;
    throw error;
  }
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
