import type { RecipientFace } from "@carillon/client";
import { type ReactElement, useState } from "react";
import { useFeedContext } from "./context.js";
import { hueOf, initialsOf } from "./item-parts.js";

const TONES = 6;

export interface AvatarProps {
  readonly actor: RecipientFace;
}

/** Somebody's picture; their initials where there is none, or it cannot be loaded. Decorative: the text names them. */
export function Avatar({ actor }: AvatarProps): ReactElement {
  const { labels } = useFeedContext();
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (actor.avatar !== null && actor.avatar !== brokenUrl) {
    const { avatar } = actor;
    return <img className="carillon-avatar" src={avatar} alt="" loading="lazy" onError={() => setBrokenUrl(avatar)} />;
  }
  return (
    <span className={`carillon-avatar carillon-avatar-tone-${hueOf(actor, TONES)}`} aria-hidden="true">
      {initialsOf(actor.name ?? labels.someone)}
    </span>
  );
}
