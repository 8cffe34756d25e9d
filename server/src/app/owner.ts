import "reflect-metadata";
import { normalEmail } from "../modules/members/pure.js";
import { parseConfig } from "../platform/config/index.js";
import { OperatorError } from "../platform/errors/index.js";
import { standardError, standardOutput } from "../platform/logging/index.js";
import { buildRuntime, closeAfterFailure } from "./composition/build-runtime.js";
import { createModules } from "./composition/modules.js";
import { urlOf } from "./http/server-address.js";
import { dashboardUrl } from "./process/owner-link.js";
import { explain } from "./process/startup-errors.js";

const say = (words: string): void => standardOutput.write(`carillon  ${words}\n`);

/**
 * `npm run owner -- ada@example.com`: prints a link by which the owner with this address sets a new password; makes that owner
 * if there is none. Works while servers run.
 */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const [email, ...others] = process.argv.slice(2);
  if (email === undefined || others.length > 0) {
    throw new OperatorError("Name one email address, as in: npm run owner -- ada@example.com");
  }
  if (normalEmail(email) === null) throw new OperatorError(`This is no email address: ${email}`);
  if (config.DATABASE_URL === undefined) {
    const message = "This is for a server with a DATABASE_URL. A development server prints such a link at each start.";
    throw new OperatorError(message);
  }
  const { runtime, closing } = await buildRuntime(config, say);
  try {
    const { memberLinks, audit } = createModules(runtime);
    const token = await memberLinks.owner(email);
    const target = `member:${email.trim().toLowerCase()}`;
    await audit.note({ action: "owner.linkMade", target, actorName: "npm run owner", ipAddress: null });
    say(
      `for the owner ${email}, once within 15 minutes: ${dashboardUrl(config, urlOf(config.HOST, config.PORT))}/claim#${token}`,
    );
  } finally {
    await closeAfterFailure(closing);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    standardError.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
