"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { type ReactElement, useRef } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { useHandFocus } from "../use-hand-focus.js";

export interface PartFailedProps {
  readonly error: CarillonErrorLike;
  onRetry(): void;
}

/** Replaces a part that could not be loaded. */
export function PartFailed({ error, onRetry }: PartFailedProps): ReactElement {
  const { bellLabels } = useBellContext();
  const box = useRef<HTMLDivElement>(null);
  useHandFocus(box, ".carillon-feed");
  return (
    <div ref={box} className="carillon-blank" role="alert" data-reason={error.code}>
      <p className="carillon-blank-title">{bellLabels.partFailed}</p>
      <button type="button" className="carillon-button carillon-button-primary" onClick={onRetry}>
        {bellLabels.retry}
      </button>
    </div>
  );
}
