#!/usr/bin/env node
import { runCli } from "./run.js";

const surroundings = {
  env: process.env,
  say: (line: string) => process.stdout.write(`${line}\n`),
  complain: (line: string) => process.stderr.write(`${line}\n`),
};
void runCli(process.argv.slice(2), surroundings).then((code) => (process.exitCode = code));
