import { createHash, createHmac } from "node:crypto";

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The request to sign. Names of headers are in lower case. */
export interface AwsRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/**
 * The headers with which AWS knows who calls (Signature Version 4): those given, `host`, `x-amz-date` and `authorization`.
 * `now` is in milliseconds since 1970; AWS takes it within five minutes of its own time.
 */
export function signAws(
  request: AwsRequest,
  scope: { region: string; service: string },
  credentials: AwsCredentials,
  now: number,
): Record<string, string> {
  const url = new URL(request.url);
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const headers: Record<string, string> = { ...request.headers, host: url.host, "x-amz-date": date };
  if (credentials.sessionToken !== undefined) headers["x-amz-security-token"] = credentials.sessionToken;

  const names = Object.keys(headers).sort();
  const canonical = [
    request.method,
    encodedPath(url.pathname),
    sortedQuery(url.searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    createHash("sha256").update(request.body).digest("hex"),
  ].join("\n");

  const day = date.slice(0, 8);
  const range = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const key = [scope.region, scope.service, "aws4_request"].reduce(mac, mac(`AWS4${credentials.secretAccessKey}`, day));
  const signature = mac(key, `AWS4-HMAC-SHA256\n${date}\n${range}\n${digest}`).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${range}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...headers, authorization };
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Every service but S3 wants each segment of the path encoded once more. */
function encodedPath(pathname: string): string {
  return pathname.split("/").map(encoded).join("/");
}

function sortedQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort((left, right) => (left < right ? -1 : 1))
    .join("&");
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
