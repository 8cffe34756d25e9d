import type { DateTime } from "luxon";

const DIRECTIVE = /%([-_0^#]*)(\d{0,3})(:?)([A-Za-z%])/g;

interface Field {
  text: string;
  width: number;
  pad: "0" | " ";
}

/** Like Ruby's `strftime`, whose directives Liquid uses. Names are English; an unknown directive is kept. */
export function strftime(time: DateTime, format: string): string {
  return format.replace(
    DIRECTIVE,
    (...[whole, flags = "", width = "", colon = "", letter = ""]: [string, ...string[]]) => {
      const field = letter === "z" ? text(time.toFormat(colon === ":" ? "ZZ" : "ZZZ")) : fieldOf(time, letter);
      return field === null || (colon === ":" && letter !== "z") ? whole : flagged(field, flags, width);
    },
  );
}

function flagged(field: Field, flags: string, width: string): string {
  const pad = flags.includes("_") ? " " : flags.includes("0") ? "0" : field.pad;
  const length = flags.includes("-") ? 0 : width === "" ? field.width : Number(width);
  const padded = field.text.padStart(length, pad);

  if (flags.includes("^")) return padded.toUpperCase();
  return flags.includes("#") ? swapCase(padded) : padded;
}

function swapCase(value: string): string {
  return value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
}

function text(value: string): Field {
  return { text: value, width: 0, pad: " " };
}

function digits(value: number, width: number, pad: "0" | " " = "0"): Field {
  return { text: String(value), width, pad };
}

function fieldOf(time: DateTime, letter: string): Field | null {
  return dateField(time, letter) ?? timeField(time, letter);
}

function dateField(time: DateTime, letter: string): Field | null {
  switch (letter) {
    case "a":
      return text(time.toFormat("ccc", { locale: "en" }));
    case "A":
      return text(time.toFormat("cccc", { locale: "en" }));
    case "b":
    case "h":
      return text(time.toFormat("LLL", { locale: "en" }));
    case "B":
      return text(time.toFormat("LLLL", { locale: "en" }));
    case "C":
      return digits(Math.floor(time.year / 100), 2);
    case "d":
      return digits(time.day, 2);
    case "e":
      return digits(time.day, 2, " ");
    case "j":
      return digits(time.ordinal, 3);
    case "m":
      return digits(time.month, 2);
    case "q":
      return text(ordinalSuffix(time.day));
    case "u":
      return digits(time.weekday, 1);
    case "w":
      return digits(time.weekday % 7, 1);
    case "U":
      return digits(Math.floor((time.ordinal + 6 - (time.weekday % 7)) / 7), 2);
    case "W":
      return digits(Math.floor((time.ordinal + 7 - time.weekday) / 7), 2);
    case "V":
      return digits(time.weekNumber, 2);
    case "G":
      return digits(time.weekYear, 4);
    case "y":
      return digits(((time.year % 100) + 100) % 100, 2);
    case "Y":
      return digits(time.year, 4);
    default:
      return composedField(time, letter);
  }
}

function timeField(time: DateTime, letter: string): Field | null {
  switch (letter) {
    case "H":
      return digits(time.hour, 2);
    case "I":
      return digits(time.hour % 12 || 12, 2);
    case "k":
      return digits(time.hour, 2, " ");
    case "l":
      return digits(time.hour % 12 || 12, 2, " ");
    case "L":
      return text(String(time.millisecond).padStart(3, "0"));
    case "M":
      return digits(time.minute, 2);
    case "N":
      return text(`${String(time.millisecond).padStart(3, "0")}000000`);
    case "p":
      return text(time.hour < 12 ? "AM" : "PM");
    case "P":
      return text(time.hour < 12 ? "am" : "pm");
    case "s":
      return digits(Math.floor(time.toSeconds()), 0);
    case "S":
      return digits(time.second, 2);
    case "Z":
      return text(time.toFormat("ZZZZ", { locale: "en" }));
    case "n":
      return text("\n");
    case "t":
      return text("\t");
    case "%":
      return text("%");
    default:
      return null;
  }
}

const COMPOSED: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

function composedField(time: DateTime, letter: string): Field | null {
  const format = COMPOSED[letter];
  return format === undefined ? null : text(strftime(time, format));
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
