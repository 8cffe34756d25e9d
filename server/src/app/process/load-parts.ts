/**
 * Loads the product's code part by part. An import opens all files that it needs and that are not loaded yet at the same
 * time; a process may not be allowed to open so many.
 */
export async function loadParts(): Promise<void> {
  await import("../../providers/list.js");
  await import("../../modules/workflows/index.js");
  await import("../../modules/runs/module.js");
  await import("../composition/modules.js");
}
