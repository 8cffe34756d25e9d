import type { CarillonElementProperties } from "../index.js";

/** Attribute names and the property that each attribute sets. */
export const ATTRIBUTES: Readonly<Record<string, keyof CarillonElementProperties>> = {
  endpoint: "endpoint",
  "public-key": "publicKey",
  "user-id": "userId",
  "user-token": "userToken",
  person: "person",
  "tenant-id": "tenantId",
  theme: "theme",
  locale: "locale",
  "page-size": "pageSize",
  "heading-level": "headingLevel",
  badge: "badge",
};

export const NUMBERS: ReadonlySet<string> = new Set(["pageSize", "headingLevel"]);

/** All properties, with or without an attribute. */
export const PROPERTIES: readonly (keyof CarillonElementProperties)[] = [
  ...Object.values(ATTRIBUTES),
  "client",
  "filter",
  "language",
  "labels",
  "linkSchemes",
];
