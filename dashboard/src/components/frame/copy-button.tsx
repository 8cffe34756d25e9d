import { useEffect, useState } from "react";
import { Button } from "../form/button.js";

const SHOWN_MS = 2000;

export interface CopyButtonProps {
  readonly text: string;
  /** Such as `Copy the URL`. */
  readonly label: string;
}

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
      {isCopied ? "Copied" : label}
    </Button>
  );
}
