"use client";
import type { RecipientSummary } from "@carillon/client";
import { safeImageUrl } from "@carillon/client/safety";
import { type ReactElement, type ReactNode, useState } from "react";
import { PersonIcon } from "../icons.js";
import { hueOf, initialsOf, nameOf } from "./item-parts.js";

const TONES = 6;

export interface AvatarProps {
  readonly actor: RecipientSummary;
}

/** A person's picture, or the initials if there is none or it cannot be loaded. Decorative: the text contains the name. */
export function Avatar({ actor }: AvatarProps): ReactElement {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const avatar = safeImageUrl(actor.avatar);
  if (avatar !== null && avatar !== brokenUrl) {
    return <img className="carillon-avatar" src={avatar} alt="" loading="lazy" onError={() => setBrokenUrl(avatar)} />;
  }
  const initials = initialsOf(nameOf(actor));
  if (initials === "") {
    return (
      <IconAvatar>
        <PersonIcon />
      </IconAvatar>
    );
  }
  return (
    <span className={`carillon-avatar carillon-avatar-tone-${hueOf(actor, TONES)}`} aria-hidden="true">
      {initials}
    </span>
  );
}

/** An icon instead of a person. */
export function IconAvatar({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <span className="carillon-avatar carillon-avatar-none" aria-hidden="true">
      {children}
    </span>
  );
}
