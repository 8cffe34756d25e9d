/** Waits for a condition. Fails if the condition does not become true in time. */
export async function waitUntil(isTrue: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await isTrue());) {
    if (Date.now() > deadline) throw new Error(`After ${timeoutMs} ms this is still not so: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
