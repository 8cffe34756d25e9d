import { checkText, type InputIssue } from "../../../platform/errors/index.js";

/** Which users; all given parts must hold. */
export interface UserFilter {
  readonly email?: string | null | undefined;
  readonly phoneNumber?: string | null | undefined;
  readonly search?: string | null | undefined;
}

/** A condition of SQL beside `environment_id = $1`, with the values of the parameters from $2 on. */
export interface UserConditions {
  readonly and: string;
  readonly values: readonly unknown[];
}

const SEARCH_MAX_LENGTH = 256;
const MATCHES_MAX = 1000;

/** Shorter numbers are no person's. */
const PHONE_MIN_LENGTH = 5;

/** Greater than every character that can follow a prefix. */
const LAST = "\u{10ffff}";

export function checkUserFilter({ email, phoneNumber, search }: UserFilter, path: readonly string[]): InputIssue[] {
  return [
    ...checkText(email, [...path, "email"], SEARCH_MAX_LENGTH),
    ...checkText(phoneNumber, [...path, "phoneNumber"], SEARCH_MAX_LENGTH),
    ...checkText(search, [...path, "search"], SEARCH_MAX_LENGTH),
  ];
}

export function digitsOf(number: string): string {
  return number.replace(/[^0-9+]/g, "");
}

/** Whether the digits may be somebody's number: an empty string is the digits of every word. */
export function isPhoneNumber(digits: string): boolean {
  return digits.length >= PHONE_MIN_LENGTH;
}

/**
 * Each condition is an index scan. A prefix is a range, because a parameter of `like` uses no index in a prepared statement.
 * The matches of a prefix are limited before they are sorted by age: "a" can match half of the users.
 */
export function userConditions({ email, phoneNumber, search }: UserFilter): UserConditions {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value) + 1}`;
  const parts: string[] = [];
  if (email != null) parts.push(hasEmail(parameter(email.trim())));
  if (phoneNumber != null) parts.push(hasPhone(phoneNumber, parameter));
  const words = search?.trim() ?? "";
  if (words !== "") parts.push(`(lane, recipient_key) in (${matches(words, parameter)})`);
  return { and: parts.map((part) => ` and ${part}`).join(""), values };
}

function hasEmail(parameter: string): string {
  return `lower(email) = lower(${parameter}::text)`;
}

function hasPhone(number: string, parameter: (value: unknown) => string): string {
  const digits = digitsOf(number);
  if (!isPhoneNumber(digits)) return "false";
  return `phone_number is not null and regexp_replace(phone_number, '[^0-9+]', '', 'g') = ${parameter(digits)}`;
}

function matches(words: string, parameter: (value: unknown) => string): string {
  const [from, to] = [parameter(words), parameter(words + LAST)];
  const prefixed = (expression: string, only = "true"): string =>
    `(select lane, recipient_key from users where environment_id = $1 and ${only}
      and ${expression} collate "C" >= lower(${from}::text) and ${expression} collate "C" < lower(${to}::text)
      order by ${expression} collate "C" limit ${MATCHES_MAX})`;
  const exact = (condition: string): string =>
    `(select lane, recipient_key from users where environment_id = $1 and ${condition} limit ${MATCHES_MAX})`;
  return [
    prefixed("lower(user_id)"),
    prefixed("lower(name)"),
    prefixed("lower(substring(name from '[^ ]+$'))", "name like '% %'"),
    exact(hasEmail(from)),
    ...(isPhoneNumber(digitsOf(words)) ? [exact(hasPhone(words, parameter))] : []),
  ].join(" union ");
}
