import { describe, expect, test } from "@jest/globals";
import { ConfigError, parseConfig } from "./index.js";

describe("settings", () => {
  test("all have a default or are optional", () => {
    expect(parseConfig({})).toEqual({
      DATABASE_POOL: 20,
      HOST: "127.0.0.1",
      PORT: 4000,
      CARILLON_HOME: ".carillon",
      CARILLON_ROLE: "all",
      RATE_LIMIT_SECRET: 600_000,
      RATE_LIMIT_USER: 1200,
      RATE_LIMIT_ADDRESS: 600,
      SOCKETS_PER_USER: 50,
      SUBSCRIPTIONS_PER_USER: 250,
      CARILLON_KEEP_RUNS_DAYS: 90,
      CARILLON_KEEP_REMOVALS_DAYS: 30,
      LOG_LEVEL: "warn",
    });
  });

  test("that are empty count as missing", () => {
    expect(parseConfig({ PORT: "", DATABASE_URL: "" })).toMatchObject({ PORT: 4000 });
  });

  test("are read from the environment, and other variables are ignored", () => {
    const env = { PORT: "0", CARILLON_ROLE: "worker", DATABASE_URL: "postgresql://me@db/x", PATH: "/bin" };
    expect(parseConfig(env)).toMatchObject({ PORT: 0, CARILLON_ROLE: "worker", DATABASE_URL: "postgresql://me@db/x" });
    expect(parseConfig(env)).not.toHaveProperty("PATH");
  });

  test("that are invalid are all listed at once, and no value is shown", () => {
    const env = {
      PORT: "70000",
      CARILLON_ROLE: "boss",
      DATABASE_URL: "mysql://root:hunter2@db/x",
      CARILLON_BOOTSTRAP_SECRET_KEY: "sk_short",
      LOG_LEVEL: "loud",
      REDIS_URL: "localhost:6379",
      CARILLON_KEEP_RUNS_DAYS: "forever",
    };
    const parse = (): unknown => parseConfig(env);
    expect(parse).toThrow(ConfigError);
    for (const name of Object.keys(env)) expect(parse).toThrow(name);
    try {
      parse();
    } catch (error) {
      for (const value of Object.values(env)) expect(String(error)).not.toContain(value);
      expect(String(error)).toContain("must be a whole number from 0 to 65535");
      expect(String(error)).toContain("must be one of api, worker, all");
    }
  });

  test.each(["4000.5", "-1", "0x10", "abc", " 80"])("refuse the port %j", (port) => {
    expect(() => parseConfig({ PORT: port })).toThrow("PORT must be a whole number");
  });

  test.each(["notify", "/a//b", "/../a", "/a/.", "/a b", "/a?b", "//a", "https://x.example/a", '/a"b', "/$(id)"])(
    "F15: CARILLON_BASE_PATH=%s is refused",
    (CARILLON_BASE_PATH) => {
      expect(() => parseConfig({ CARILLON_BASE_PATH })).toThrow("CARILLON_BASE_PATH must be a path such as /notify");
    },
  );

  test("F15: a base path may have several parts, and a trailing slash is ignored", () => {
    const read = (CARILLON_BASE_PATH: string) => parseConfig({ CARILLON_BASE_PATH }).CARILLON_BASE_PATH;
    expect(["/notify", "/tools/notify/", "/a.b/~c_d-e", "/"].map(read)).toEqual([
      "/notify",
      "/tools/notify",
      "/a.b/~c_d-e",
      "",
    ]);
  });
});

describe("the identity provider", () => {
  const all = {
    CARILLON_OIDC_ISSUER: "https://login.acme.example/realm",
    CARILLON_OIDC_CLIENT_ID: "carillon",
    CARILLON_OIDC_CLIENT_SECRET: "secret",
    CARILLON_PUBLIC_URL: "https://notify.acme.example",
  };

  test("needs its settings together, and says which are missing", () => {
    expect(parseConfig(all).CARILLON_OIDC_ISSUER).toBe(all.CARILLON_OIDC_ISSUER);
    for (const name of Object.keys(all)) {
      const { [name as keyof typeof all]: _left, ...others } = all;
      expect(() => parseConfig(others)).toThrow(`${name} is needed too`);
    }
    expect(() => parseConfig({ CARILLON_OIDC_ROLES: "groups=a=ADMIN" })).toThrow("CARILLON_OIDC_ISSUER is needed too");
  });

  test.each(["http://login.acme.example", "login.acme.example", "https://a.example/?x=1", "ftp://a.example"])(
    "is no issuer: %s",
    (issuer) =>
      expect(() => parseConfig({ ...all, CARILLON_OIDC_ISSUER: issuer })).toThrow("CARILLON_OIDC_ISSUER must be"),
  );

  test("gives roles by claims", () => {
    const { CARILLON_OIDC_ROLES: rules } = parseConfig({
      ...all,
      CARILLON_OIDC_ROLES: "groups=platform team=ADMIN, https://acme.example/roles=x=READER",
    });
    expect(rules).toEqual([
      { claim: "groups", value: "platform team", role: "ADMIN" },
      { claim: "https://acme.example/roles", value: "x", role: "READER" },
    ]);
    for (const wrong of ["groups=ADMIN", "groups=a=BOSS", "groups=a=ADMIN,", "=a=ADMIN", "groups:a:ADMIN"]) {
      expect(() => parseConfig({ ...all, CARILLON_OIDC_ROLES: wrong })).toThrow("CARILLON_OIDC_ROLES must be rules");
    }
  });
});
