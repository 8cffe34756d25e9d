import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { table } from "./markdown-table.mjs";
import { root } from "./setup.mjs";

/**
 * Writes `docs/providers/*.md` and `docs/guarantees.md` from the providers' declarations. With `--check`, only
 * compares.
 */
const { PROVIDERS } = await import("../server/dist/providers/list.js");
const FOLDER = path.join(root, "docs/providers");
const MADE = "<!-- Made by `npm run providers -- --docs`. -->";
/** The types of channel that send so far. */
const SENDING = new Set(["EMAIL", "SMS", "CHAT", "WEBHOOK"]);
const NOT_YET =
  "> **Not in use yet.** Carillon implements the requests and answers of this vendor, but channels do not send through it yet.";

const GUARANTEES = {
  local: {
    title: "Local",
    says: "Nothing leaves Carillon.",
  },
  "once-by-key": {
    title: "Once, by key",
    says: "While the vendor remembers the key, a repeat with the same key and the same bytes has no effect. After that time, the channel's `onUncertain` decides about a message that may or may not have been sent.",
  },
  "once-on-screen": {
    title: "Once on the screen",
    says: "A message may be sent twice. The second replaces the first on the screen, because both have the same key. The device may sound twice.",
  },
  "at-least-once": {
    title: "At least once",
    says: "If it is unknown whether the vendor took a message, Carillon sends the message again. No message is lost, and a message may arrive twice.",
  },
  "at-most-once": {
    title: "At most once",
    says: "If it is unknown whether the vendor took a message, Carillon does not send the message again. No message arrives twice, and a message may be lost.",
  },
};
const CALLBACKS = {
  signed:
    "The vendor signs its callbacks, and Carillon refuses others once it has the signing secret. The callback URL (`Channel.callbackUrl`) also contains a secret.",
  "secret-url":
    "The vendor does not sign its callbacks. The secret in the callback URL (`Channel.callbackUrl`) is the only proof of their origin: keep the URL to yourself.",
  none: "The vendor does not report what happens to a message: its status stays *sent*.",
};
const CALLBACK_WORDS = { signed: "signed", "secret-url": "by secret URL", none: "none" };
const TYPES = { EMAIL: "email", SMS: "SMS", PUSH: "push", CHAT: "chat", WEBHOOK: "webhook" };

function providerPage(provider) {
  const { key, name, docs, callbacks, maxBytes, rateLimit, channelTypes, onUncertain } = provider;
  const notes = [
    ...docs.notes,
    Number.isFinite(maxBytes) ? `A request may have at most ${words(maxBytes)} bytes.` : "",
    rateLimit ? `The vendor allows ${words(rateLimit.requests)} requests in ${duration(rateLimit.perMs)}.` : "",
  ].filter(Boolean);
  return [
    MADE,
    `# ${name}`,
    stateOf(provider),
    `${docs.summary} Its key is \`${key}\`, for channels of the type ${channelTypes.map((type) => TYPES[type]).join(" or ")}.`,
    "## Set it up",
    numbered(docs.setup),
    "## Settings",
    settingsTable(provider),
    "## Callbacks",
    CALLBACKS[callbacks],
    numbered(docs.callbackSetup),
    "## Guarantee",
    promiseOf(provider),
    `A channel can set another policy by \`onUncertain\`; the default for this provider is \`${onUncertain}\`. See [all providers side by side](../guarantees.md).`,
    notes.length > 0 ? "## Good to know" : "",
    notes.map((note) => `- ${note}`).join("\n"),
  ];
}

function stateOf({ channelTypes }) {
  return channelTypes.some((type) => SENDING.has(type)) ? "" : NOT_YET;
}

function promiseOf({ guarantee, idempotency, carriesOurId }) {
  const { title, says } = GUARANTEES[guarantee];
  const key = idempotency
    ? ` The key goes in the ${idempotency.in} as \`${idempotency.name}\` and is remembered for ${duration(idempotency.windowMs)}.`
    : "";
  const heals = carriesOurId
    ? ` Callbacks contain our message id (\`${carriesOurId}\`), so a later callback replaces a lost answer.`
    : "";
  return `**${title}.** ${says}${key}${heals}`;
}

function settingsTable({ settingsSchema: { properties = {}, required = [] } }) {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const what = [schema.title, schema.description].filter(Boolean).join(". ").replaceAll("..", ".");
    const values = schema.enum ? ` One of ${schema.enum.map((value) => `\`${value}\``).join(", ")}.` : "";
    const isRequired = required.includes(name);
    return [`\`${name}\``, cell(what + values), isRequired ? "yes" : "", schema.writeOnly ? "yes" : ""];
  });
  return table(["setting", "what", "required", "secret"], rows);
}

function guaranteesPage() {
  const rows = PROVIDERS.map((provider) => {
    const { key, name, guarantee, idempotency, callbacks, carriesOurId, onUncertain } = provider;
    return [
      `[${name}](providers/${key}.md)`,
      GUARANTEES[guarantee].title,
      idempotency ? duration(idempotency.windowMs) : "",
      CALLBACK_WORDS[callbacks],
      carriesOurId ? "yes" : "no",
      `\`${onUncertain}\``,
    ];
  });
  return [
    MADE,
    "# Guarantees of a send",
    "A guarantee covers the request that Carillon makes. A vendor or a carrier may still duplicate a message after that. In-app messages are stored exactly once, whatever crashes. For other messages the guarantee depends on the vendor:",
    table(
      ["provider", "guarantee", "key is valid for", "callbacks", "callbacks contain our id", "`onUncertain`"],
      rows,
    ),
    "## The guarantees",
    ...Object.values(GUARANTEES).map(({ title, says }) => `**${title}.** ${says}`),
    "## Uncertain messages",
    "If Carillon sent a request and got no answer, the vendor may or may not have taken the message. Such a message is *uncertain*. Carillon settles it in this order:",
    numbered([
      "If the vendor still remembers the key, Carillon sends the same bytes again with the same key.",
      "Otherwise Carillon waits for a callback with our message id, or asks the vendor if the vendor has a call for that.",
      "If the message is still uncertain, the channel's `onUncertain` decides: `RETRY` sends the message again and marks it as a possible duplicate, `RESOLVE` continues to wait for the vendor, `STOP` gives the message up with this reason.",
    ]),
    "An uncertain message goes to the channel's next provider only if `onUncertain` is `RETRY`.",
  ];
}

function numbered(steps) {
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

function cell(text) {
  return text.replaceAll("|", "\\|");
}

function words(count) {
  return count.toLocaleString("en-US");
}

function duration(ms) {
  const units = [
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1000, "second"],
  ];
  const [size, unit] = units.find(([each]) => ms % each === 0) ?? [1, "millisecond"];
  return `${words(ms / size)} ${unit}${ms === size ? "" : "s"}`;
}

async function formatted(file, parts) {
  const options = await resolveConfig(file);
  return format(`${parts.filter(Boolean).join("\n\n")}\n`, { ...options, filepath: file });
}

const files = new Map([[path.join(root, "docs/guarantees.md"), guaranteesPage()]]);
for (const provider of PROVIDERS) files.set(path.join(FOLDER, `${provider.key}.md`), providerPage(provider));

const isCheck = process.argv.includes("--check");
mkdirSync(FOLDER, { recursive: true });
const stale = readdirSync(FOLDER)
  .map((name) => path.join(FOLDER, name))
  .filter((file) => !files.has(file));
for (const [file, parts] of files) {
  const text = await formatted(file, parts);
  if (!isCheck) writeFileSync(file, text);
  else if (read(file) !== text) stale.push(file);
}
if (!isCheck) stale.forEach((file) => rmSync(file));
else if (stale.length > 0) {
  const names = stale.map((file) => path.relative(root, file)).join(", ");
  process.stderr.write(
    `Not what the providers declare: ${names}. Run \`npm run providers -- --docs\` and commit it.\n`,
  );
  process.exit(1);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
