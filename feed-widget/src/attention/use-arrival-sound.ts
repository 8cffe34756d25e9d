"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLatest } from "../feed/use-latest.js";
import { useBellContext } from "../provider/bell-context.js";
import { useArrivals } from "../provider/use-arrivals.js";
import { claimForTab } from "./one-tab.js";
import { SoundPlayer } from "./sound-player.js";

export interface ArrivalSoundOptions {
  /** URL of a custom sound. Default: a short built-in one. */
  readonly src?: string | null;
  /** 0 to 1. Default: 0.5. */
  readonly volume?: number;
  /** Whether no sound is played. Default: false. */
  readonly isMuted?: boolean;
  /** Minimum time between two sounds of all tabs, in milliseconds. Default: 5,000. */
  readonly everyMs?: number;
}

export interface ArrivalSound {
  /** Whether a sound can be played, because the user has interacted with the page. */
  readonly isReady: boolean;
  /** Plays the sound now, for example for a test button. Returns whether it could. */
  play(): Promise<boolean>;
}

/**
 * Plays a sound when an unread item arrives, in one tab only (by Web Locks) and not before the reader has touched the page, as browsers
 * want it.
 *
 * @example
 * const { play } = useArrivalSound({ isMuted: !settings.hasSound });
 */
export function useArrivalSound(options: ArrivalSoundOptions = {}): ArrivalSound {
  const { client } = useBellContext();
  const { src = null, volume = 0.5, isMuted = false, everyMs = 5_000 } = options;
  const latest = useLatest({ src, volume, isMuted, everyMs });
  const player = useRef<SoundPlayer | null>(null);
  const playedAt = useRef(-Infinity);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const made = new SoundPlayer(() => setReady(true));
    player.current = made;
    const stop = made.start();
    return () => {
      player.current = null;
      stop();
    };
  }, []);
  const play = useCallback(async () => (await player.current?.play(latest.current)) ?? false, [latest]);
  useArrivals(() => {
    const { isMuted: isQuiet, everyMs: gapMs } = latest.current;
    // A tab that cannot play must not claim the sound from another tab.
    if (isQuiet || player.current?.isReady !== true || performance.now() - playedAt.current < gapMs) return;
    playedAt.current = performance.now();
    void claimForTab(`carillon-sound-1 ${client.person.getSnapshot().id ?? ""}`, gapMs).then((isOurs) => {
      if (isOurs) void play();
    });
  });
  return { isReady, play };
}
