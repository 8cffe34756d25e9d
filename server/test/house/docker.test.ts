import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { parseConfig } from "../../src/platform/config/index.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

interface Service {
  environment?: Record<string, string>;
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  deploy?: { replicas: number };
}

const compose: { services: Record<string, Service>; volumes: object } = parse(read("docker-compose.yml"), {
  merge: true,
});
const { services } = compose;

/** Replaces `${NAME:?words}` as docker compose does from .env. */
const filled = (value: string): string =>
  value
    .replace(/\$\{CARILLON_BOOTSTRAP_SECRET_KEY:\?[^}]+\}/, "sk_0123456789abcdef01234")
    .replace("${CARILLON_ENCRYPTION_KEYS:-}", randomBytes(32).toString("base64"))
    .replace("${CARILLON_PUBLIC_URL:-}", "https://notify.acme.example")
    .replace("${CARILLON_OIDC_ISSUER:-}", "https://login.acme.example")
    .replace("${CARILLON_OIDC_CLIENT_ID:-}", "carillon")
    .replace("${CARILLON_OIDC_CLIENT_SECRET:-}", "secret")
    .replace("${CARILLON_OIDC_ROLES:-}", "groups=platform=ADMIN")
    .replace(/\$\{POSTGRES_PASSWORD:\?[^}]+\}/, "secret");

describe("docker-compose.yml", () => {
  test("runs one API and two workers on Postgres, Redis and MongoDB", () => {
    expect(Object.keys(services)).toEqual(["api", "worker", "postgres", "redis", "mongo"]);
    expect(services.worker?.deploy?.replicas).toBe(2);
  });

  test.each(["api", "worker"])("sets %s to values that the server knows and accepts", (name) => {
    const env = Object.fromEntries(
      Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, filled(value)]),
    );
    const config = parseConfig(env);
    expect(Object.keys(config)).toEqual(expect.arrayContaining(Object.keys(env)));
    expect(config.CARILLON_ROLE).toBe(name);
  });

  test("checks the health of the workers at their health port", () => {
    const { environment, healthcheck } = services.worker ?? {};
    expect(environment?.HEALTH_PORT).toMatch(/^\d+$/);
    expect(JSON.stringify(healthcheck)).toContain(`http://127.0.0.1:${environment?.HEALTH_PORT}/health/ready`);
  });

  test("reports a missing secret, and contains none itself", () => {
    const { environment } = services.api ?? {};
    expect(environment?.CARILLON_BOOTSTRAP_SECRET_KEY).toMatch(/^\$\{CARILLON_BOOTSTRAP_SECRET_KEY:\?Put .+\}$/);
    expect(environment?.DATABASE_URL).toContain("${POSTGRES_PASSWORD:?Put ");
    for (const name of ["CARILLON_BOOTSTRAP_SECRET_KEY", "POSTGRES_PASSWORD"])
      expect(read(".env.example")).toContain(`\n${name}=\n`);
  });

  test("waits for healthy stores, and publishes only the API's port, on loopback", () => {
    for (const store of ["postgres", "redis", "mongo"]) {
      expect(services[store]?.healthcheck).toBeDefined();
      expect(services[store]?.ports).toBeUndefined();
      expect(services.worker?.depends_on?.[store]).toEqual({ condition: "service_healthy" });
    }
    expect(services.api?.ports).toEqual(["${CARILLON_PUBLISH:-127.0.0.1:4000}:4000"]);
  });
});

describe("the Dockerfile", () => {
  const lines = read("Dockerfile").split("\n");

  test("copies files that exist", () => {
    const copies = lines.filter((line) => line.startsWith("COPY") && !line.includes("--from"));
    const sources = copies.flatMap((line) => line.split(" ").slice(1, -1));
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
  });

  test("does not run as root, and checks its own readiness", () => {
    expect(lines).toContain("USER node");
    expect(read("Dockerfile")).toContain("/health/ready");
  });
});
