/** Two soft tones, a fifth apart. */
const TONES = [
  { hertz: 659.26, atS: 0 },
  { hertz: 987.77, atS: 0.11 },
];
const LENGTH_S = 0.5;

/** The built-in sound. `volume` is 0 to 1. */
export function playChime(context: AudioContext, volume: number): void {
  for (const { hertz, atS } of TONES) {
    const startS = context.currentTime + atS;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = "sine";
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(0.0001, startS);
    gain.gain.exponentialRampToValueAtTime(Math.max(0.0002, volume * 0.4), startS + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, startS + LENGTH_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(startS);
    oscillator.stop(startS + LENGTH_S);
  }
}
