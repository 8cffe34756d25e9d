import { domainToASCII } from "node:url";
import type { Mailbox } from "../message.js";
import { plainLine } from "./plain-text.js";

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\u{10ffff}-]{1,64}$/u;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const ADDRESS_MAX_LENGTH = 254;
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\p{Z}]/u;

/** Longest encoded word, and the room that `=?UTF-8?B?` and `?=` leave in it, in bytes before base64. */
const ENCODED_WORD_BYTES = 45;

/** The address with its domain in ASCII; null unless it is one address, without quotes, comments, blanks or line breaks. */
export function mailAddress(address: string): string | null {
  const at = address.lastIndexOf("@");
  if (at < 1 || address.length > ADDRESS_MAX_LENGTH || UNSPEAKABLE.test(address)) return null;
  const [local, domain] = [address.slice(0, at), domainToASCII(address.slice(at + 1))];
  return LOCAL.test(local) && DOMAIN.test(domain) ? `${local}@${domain}` : null;
}

/** Whether the part before the `@` is ASCII; servers without SMTPUTF8 take no other. */
export function isAsciiAddress(address: string): boolean {
  return /^[\x21-\x7e]+$/.test(address);
}

/** A mailbox as APIs take it that want one text: `"Ada \"L\" Lovelace" <ada@example.com>`. */
export function mailboxText({ address, name }: Mailbox): string {
  const shown = plainLine(name ?? "");
  return shown === "" ? address : `"${shown.replace(/["\\]/g, "\\$&")}" <${address}>`;
}

/** As `mailboxText`, in ASCII: a name with other characters becomes encoded words (RFC 2047). */
export function asciiMailboxText({ address, name }: Mailbox): string {
  const shown = plainLine(name ?? "");
  return /^[\x20-\x7e]*$/.test(shown) ? mailboxText({ address, name: shown }) : `${encodedWords(shown)} <${address}>`;
}

/** A text as encoded words (RFC 2047) if it holds anything but ASCII. */
export function asciiHeaderText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodedWords(text);
}

function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > ENCODED_WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?UTF-8?B?${Buffer.from(each).toString("base64")}?=`).join(" ");
}
