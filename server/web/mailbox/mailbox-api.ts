import { addressOf } from "../shared/page-address.js";

export interface Summary {
  readonly id: string;
  readonly type: "EMAIL" | "SMS";
  readonly at: string;
  readonly to: string;
  readonly title: string;
  readonly preview: string;
}

export interface Email extends Summary {
  readonly type: "EMAIL";
  readonly from: string;
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly source: string;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string; readonly bytes: number }[];
}

export interface Sms extends Summary {
  readonly type: "SMS";
  readonly from: string;
  readonly text: string;
  readonly segments: { readonly encoding: "GSM_7" | "UCS_2"; readonly count: number; readonly units: number };
}

export type Caught = Email | Sms;

/** The latest messages. Throws the server's errors. */
export async function fetchMessages(): Promise<readonly Summary[]> {
  return (await ask<{ messages: readonly Summary[] }>("mailbox/messages")).messages;
}

export async function fetchMessage(id: string): Promise<Caught> {
  return (await ask<{ message: Caught }>(`mailbox/message?id=${encodeURIComponent(id)}`)).message;
}

/** Where the frame of a mail finds its HTML. */
export function htmlAddress(id: string): string {
  return addressOf(`mailbox/html?id=${encodeURIComponent(id)}`);
}

/** Where an attachment of a mail is downloaded. */
export function attachmentAddress(id: string, index: number): string {
  return addressOf(`mailbox/attachment?id=${encodeURIComponent(id)}&index=${index}`);
}

async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(addressOf(path));
  if (response.ok) return (await response.json()) as Answer;
  const { message } = (await response.json().catch(() => ({}))) as { message?: string };
  throw new Error(message ?? `The server answered ${response.status}.`);
}
