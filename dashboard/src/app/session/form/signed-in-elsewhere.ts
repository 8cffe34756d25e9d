/** Pages of one browser tell each other of a sign-in; the identity provider's window has no other way to reach its opener. */
const CHANNEL = "carillon.signed-in";

export function onSignedInElsewhere(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", listener);
  return () => channel.close();
}

export function tellSignedIn(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}
