const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_ESCAPED = "^{}\\[~]|€\f";
const UNITS = new Map([...[...GSM].map((c) => [c, 1] as const), ...[...GSM_ESCAPED].map((c) => [c, 2] as const)]);

/** Units that fit one message, and one part of several, which gives up some room to its number. */
const ROOM = { GSM_7: { one: 160, part: 153 }, UCS_2: { one: 70, part: 67 } } as const;

export interface SmsSegments {
  encoding: keyof typeof ROOM;
  /** The number of parts into which the carrier splits the text; each part is billed. */
  count: number;
  /** Units used: septets in GSM-7, UTF-16 code units in UCS-2. */
  units: number;
}

/** How a carrier splits a text. A character is never torn apart, so a part may stay short of its room. */
export function smsSegments(text: string): SmsSegments {
  const characters = [...text];
  const sizes = characters.map((character) => UNITS.get(character) ?? null);
  const isGsm = sizes.every((size) => size !== null);
  const encoding = isGsm ? "GSM_7" : "UCS_2";
  const units = characters.map((character, index) => (isGsm ? (sizes[index] ?? 1) : character.length));
  const total = units.reduce((sum, each) => sum + each, 0);
  if (total <= ROOM[encoding].one) return { encoding, count: 1, units: total };

  let [count, used] = [1, 0];
  for (const size of units) {
    if (used + size > ROOM[encoding].part) [count, used] = [count + 1, 0];
    used += size;
  }
  return { encoding, count, units: total };
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether a number has the form of E.164, such as `+447700900000`. */
export function isE164(number: string): boolean {
  return E164.test(number);
}
