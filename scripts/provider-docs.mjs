import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { table } from "./markdown-table.mjs";
import { root } from "./setup.mjs";

/** Writes `docs/providers/*.md` and `docs/guarantees.md` from the providers' declarations; with `--check` it only compares. */
const { PROVIDERS } = await import("../server/dist/providers/list.js");
const FOLDER = path.join(root, "docs/providers");
const MADE = "<!-- Made by `npm run providers -- --docs`. -->";
/** The types of channel that send so far. */
const SENDING = new Set(["EMAIL", "SMS", "CHAT", "WEBHOOK"]);
const NOT_YET =
  "> **Not in use yet.** Carillon has the requests and answers of this vendor, but no channel sends by them so far. This page says how it will be.";

const GUARANTEES = {
  local: {
    title: "Local",
    says: "Nothing leaves Carillon.",
  },
  "once-by-key": {
    title: "Once, by key",
    says: "A repeat with the same key and the same bytes has no effect, as long as the vendor remembers the key. After that, a message of which nobody knows whether it was sent is treated as its channel's `onUncertain` says.",
  },
  "once-on-screen": {
    title: "Once on the screen",
    says: "A message may be sent twice; the second replaces the first on the screen, since both carry the same key. It may sound twice.",
  },
  "at-least-once": {
    title: "At least once",
    says: "If nobody knows whether the vendor took a message, Carillon sends it again: none is lost, and one may arrive twice.",
  },
  "at-most-once": {
    title: "At most once",
    says: "If nobody knows whether the vendor took a message, Carillon does not send it again: none arrives twice, and one may be lost.",
  },
};
const CALLBACKS = {
  signed:
    "The vendor signs its callbacks, and Carillon refuses others once it has the signing secret. The callback URL (`Channel.callbackUrl`) holds a secret besides.",
  "secret-url":
    "The vendor does not sign its callbacks. The secret in the callback URL (`Channel.callbackUrl`) is the only proof: keep the URL to yourself.",
  none: "The vendor tells nothing of what becomes of a message: its state stays *sent*.",
};
const CALLBACK_WORDS = { signed: "signed", "secret-url": "by secret URL", none: "none" };
const TYPES = { EMAIL: "email", SMS: "SMS", PUSH: "push", CHAT: "chat", WEBHOOK: "webhook" };

function providerPage(provider) {
  const { key, name, docs, callbacks, maxBytes, rateLimit, channelTypes, onUncertain } = provider;
  const notes = [
    ...docs.notes,
    Number.isFinite(maxBytes) ? `A request has at most ${words(maxBytes)} bytes.` : "",
    rateLimit ? `The vendor publishes ${words(rateLimit.requests)} requests in ${duration(rateLimit.perMs)}.` : "",
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
    "## What comes back",
    CALLBACKS[callbacks],
    numbered(docs.callbackSetup),
    "## What is promised",
    promiseOf(provider),
    `A channel decides otherwise by \`onUncertain\`; its default here is \`${onUncertain}\`. See [all providers side by side](../guarantees.md).`,
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
    ? ` Callbacks carry our message id (\`${carriesOurId}\`), so that a lost answer is made up for by what comes later.`
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
    "# What is promised of a send",
    "> Channels for email, SMS, chat and HTTP send so far; those for push do not yet.",
    "A promise can only be about the request that Carillon makes: what a vendor or a carrier doubles behind it, nobody sees. In-app messages happen once, whatever crashes. For what leaves Carillon it depends on the vendor:",
    table(["provider", "promise", "key lives for", "callbacks", "our id comes back", "`onUncertain`"], rows),
    "## The promises",
    ...Object.values(GUARANTEES).map(({ title, says }) => `**${title}.** ${says}`),
    "## When nobody knows",
    "If a request left and no answer came, the vendor may have taken the message or not. Carillon calls that *uncertain* and says so, instead of guessing. It is settled in this order:",
    numbered([
      "If the vendor remembers our key, the same bytes go out again under the same key.",
      "Otherwise Carillon waits for a callback that carries our message id, or asks the vendor where it can.",
      "If it still does not know, the channel's `onUncertain` decides: `RETRY` sends again and marks a possible duplicate, `RESOLVE` keeps waiting for the vendor's word, `STOP` gives the message up with this reason.",
    ]),
    "A message that is uncertain never goes to the channel's next provider, unless `onUncertain` is `RETRY`.",
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
