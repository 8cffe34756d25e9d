import styles from "./json-tree.module.css";

export interface JsonTreeProps {
  /** What the value is, for screen readers. */
  readonly label: string;
  readonly value: unknown;
}

/** JSON as a tree whose branches fold. Branches near the root are open. */
export function JsonTree({ label, value }: JsonTreeProps) {
  return (
    <div className={styles["tree"]} role="group" aria-label={label}>
      <Members value={value} depth={0} />
    </div>
  );
}

const OPEN_DEPTH = 2;

function Members({ value, depth }: { readonly value: unknown; readonly depth: number }) {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return (
    <ul>
      {members.map(([name, member]) => (
        <li key={name}>
          {isBranch(member) ? (
            <details open={depth < OPEN_DEPTH}>
              <summary>
                <span className={styles["name"]}>{name}</span> <span className={styles["about"]}>{sizeOf(member)}</span>
              </summary>
              <Members value={member} depth={depth + 1} />
            </details>
          ) : (
            <p className={styles["leaf"]}>
              <span className={styles["name"]}>{name}</span>
              <code data-type={member === null ? "null" : typeof member}>{leafWords(member)}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function leafWords(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function sizeOf(value: object): string {
  const count = Object.keys(value).length;
  const noun = Array.isArray(value) ? (count === 1 ? "entry" : "entries") : count === 1 ? "field" : "fields";
  return `${count} ${noun}`;
}
