/** Whether the page may show desktop notifications. */
export type DesktopPermission = NotificationPermission | "unsupported";

const listeners = new Set<() => void>();
let isWatching = false;

/** The browser's current permission, without asking the user. */
export function readPermission(): DesktopPermission {
  return typeof Notification === "undefined" ? "unsupported" : Notification.permission;
}

export function watchPermission(listener: () => void): () => void {
  listeners.add(listener);
  if (!isWatching) {
    isWatching = true;
    // Some browsers do not support a permission of this name.
    void navigator.permissions
      ?.query({ name: "notifications" })
      .then((status) => status.addEventListener("change", tell))
      .catch(() => undefined);
  }
  return () => void listeners.delete(listener);
}

/** Asks the user for permission. Call it only for a click or key press, or browsers refuse permanently. */
export async function askPermission(): Promise<DesktopPermission> {
  if (readPermission() !== "default") return readPermission();
  await Notification.requestPermission().catch(() => undefined);
  tell();
  return readPermission();
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
