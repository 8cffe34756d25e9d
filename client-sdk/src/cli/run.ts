import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createClient } from "../client/create-client.js";
import { CarillonError } from "../errors.js";
import { WorkflowDocumentsDocument } from "../generated/cli-documents.js";
import { type WorkflowDocument, workflowFile } from "./workflow-file.js";

const USAGE = `Usage: carillon types [options]

Writes a TypeScript file that exports \`Workflows\`: the data of each workflow, by its dataSchema (of the draft, if there is one).

  --endpoint <url>   where GraphQL answers; CARILLON_ENDPOINT, or http://localhost:4000/graphql if left out
  --secret-key <key> a secret key; better CARILLON_SECRET_KEY, which other users of the machine cannot see
  --out <file>       what to write; carillon.types.ts if left out
  --check            write nothing; fail if the file is not what would be written
`;

/** The environment of the command. */
export interface CliSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
  complain(line: string): void;
}

/** Runs the command. Returns its exit code. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings): Promise<number> {
  const { say, complain } = surroundings;
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        endpoint: { type: "string" },
        "secret-key": { type: "string" },
        out: { type: "string", default: "carillon.types.ts" },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      say(USAGE);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== "types") {
      complain(USAGE);
      return 2;
    }
    const { env } = surroundings;
    const secretKey = values["secret-key"] ?? env.CARILLON_SECRET_KEY ?? "";
    const endpoint = values.endpoint ?? env.CARILLON_ENDPOINT ?? "http://localhost:4000/graphql";
    if (secretKey === "") throw new CarillonError("INVALID_OPTIONS", "Set CARILLON_SECRET_KEY, or give --secret-key.");
    const text = workflowFile(await readWorkflows(endpoint, secretKey));
    return values.check ? await check(values.out, text, surroundings) : await write(values.out, text, surroundings);
  } catch (error) {
    complain(error instanceof CarillonError ? `${error.code}: ${error.message}` : String(error));
    return 1;
  }
}

async function write(file: string, text: string, { say }: CliSurroundings): Promise<number> {
  const isSame = (await readIfThere(file)) === text;
  if (!isSame) await writeFile(file, text);
  say(isSame ? `${file} is up to date.` : `Wrote ${file}.`);
  return 0;
}

async function check(file: string, text: string, { say, complain }: CliSurroundings): Promise<number> {
  if ((await readIfThere(file)) === text) {
    say(`${file} is up to date.`);
    return 0;
  }
  complain(`${file} is not what the workflows say now; run \`npx carillon types --out ${file}\`.`);
  return 1;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}

async function readWorkflows(endpoint: string, secretKey: string): Promise<WorkflowDocument[]> {
  const client = createClient({ endpoint, secretKey });
  const found: WorkflowDocument[] = [];
  try {
    let after: string | null = null;
    do {
      const { workflows }: WorkflowsAnswer = await client.request(WorkflowDocumentsDocument, { after });
      found.push(...(workflows?.nodes ?? []));
      after = workflows?.pageInfo.hasNextPage ? workflows.pageInfo.endCursor : null;
    } while (after !== null);
  } finally {
    client.close();
  }
  return found;
}

interface WorkflowsAnswer {
  readonly workflows: {
    readonly nodes: readonly WorkflowDocument[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  } | null;
}
