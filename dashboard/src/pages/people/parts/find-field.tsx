import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import styles from "../../../components/page/list.module.css";

export interface FindFieldProps {
  /** Such as `Find a user`. */
  readonly label: string;
  /** What of an entry may be typed. */
  readonly by: string;
  readonly placeholder: string;
}

/** Words to find, kept in the address. */
export function FindField({ label, by, placeholder }: FindFieldProps) {
  const { find } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [text, setText] = useState(find ?? "");
  const [shown, setShown] = useState(find);
  if (shown !== find) {
    setShown(find);
    setText(find ?? "");
  }
  const go = (next: string) => void navigate({ to: ".", search: next === "" ? {} : { find: next } });
  return (
    <form
      role="search"
      aria-label={label}
      className={styles["find"]}
      onSubmit={(event) => {
        event.preventDefault();
        go(text.trim());
      }}
    >
      <TextField label={by} placeholder={placeholder} value={text} onChange={setText} />
      <Button type="submit">Find</Button>
      {find !== undefined && <Button onClick={() => go("")}>Show all</Button>}
    </form>
  );
}
