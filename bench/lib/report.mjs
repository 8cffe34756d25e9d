const STANDARD = new Set([
  ...["name", "value", "unit", "floor", "ratio", "judged", "isLowerBetter", "must", "aim", "verdict", "runs", "spread"],
]);

/** Formats results as a small table. Other fields of a result are printed below its line. */
export function table(results) {
  const head = ["bench", "value", "unit", "floor", "ratio", "must", "aim", "verdict", "spread"];
  const rows = results.map((result) => [
    result.name,
    text(result.value),
    result.unit,
    text(result.floor),
    text(result.ratio),
    target(result, result.must),
    target(result, result.aim),
    result.verdict,
    `±${Math.round((result.spread * 100) / 2)} % of ${result.runs.length}`,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  const lines = [line(head), line(widths.map((width) => "-".repeat(width)))];
  for (const [index, row] of rows.entries()) lines.push(line(row), ...detailsOf(results[index]));
  return lines.join("\n");
}

function detailsOf(result) {
  const details = Object.entries(result).filter(([name]) => !STANDARD.has(name));
  if (details.length === 0) return [];
  return [`  ${details.map(([name, value]) => `${name} ${text(value)}`).join(", ")}`];
}

function target({ judged, isLowerBetter }, wanted) {
  if (wanted === null) return "-";
  return `${isLowerBetter ? "≤" : "≥"} ${wanted}${judged === "ratio" ? "×" : ""}`;
}

function text(value) {
  if (value === null || value === undefined) return "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
