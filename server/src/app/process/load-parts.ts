/**
 * Loads the code in parts. An import opens all files that it needs and that are not loaded yet at the same time, and a
 * process may not be allowed to open that many.
 */
export async function loadParts(): Promise<void> {
  await import("../../providers/list.js");
  await import("../../modules/workflows/index.js");
  await import("../../modules/runs/module.js");
  await import("../composition/modules.js");
}
