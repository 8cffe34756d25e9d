import { playChime } from "./chime.js";

/** The sound to play. */
export interface Sound {
  /** URL of a sound; null for the built-in one. */
  readonly src: string | null;
  /** 0 to 1. */
  readonly volume: number;
}

/**
 * Plays sounds once the user has interacted with the page; browsers allow none earlier.
 *
 * locked ──pointer or key──▶ ready
 */
export class SoundPlayer {
  #context: AudioContext | null = null;
  #isReady = false;
  readonly #onReady: () => void;

  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Waits for the reader's first interaction; returns a function that stops this and releases the sound device. */
  start(): () => void {
    const unlock = (): void => {
      stop();
      this.#isReady = true;
      this.#onReady();
    };
    const stop = (): void => {
      for (const type of ["pointerup", "keydown"]) window.removeEventListener(type, unlock, { capture: true });
    };
    if (navigator.userActivation?.hasBeenActive) unlock();
    else for (const type of ["pointerup", "keydown"]) window.addEventListener(type, unlock, { capture: true });
    return () => {
      stop();
      void this.#context?.close().catch(() => undefined);
      this.#context = null;
    };
  }

  /** Plays a sound. Returns whether it could. */
  async play({ src, volume }: Sound): Promise<boolean> {
    if (!this.#isReady) return false;
    try {
      if (src === null) return await this.#chime(volume);
      const audio = new Audio(src);
      audio.volume = Math.min(1, Math.max(0, volume));
      await audio.play();
      return true;
    } catch {
      // No device, a sound that cannot be loaded, or a browser that refuses. The item is shown anyway.
      return false;
    }
  }

  async #chime(volume: number): Promise<boolean> {
    if (typeof AudioContext === "undefined") return false;
    this.#context ??= new AudioContext();
    if (this.#context.state === "suspended") await this.#context.resume();
    playChime(this.#context, Math.min(1, Math.max(0, volume)));
    return true;
  }
}
