import { Ajv } from "ajv";
import addFormats from "ajv-formats";

/** Validates by settings schemas: strict JSON Schema with the formats and the marks of Carillon's own that these may use. */
export function settingsAjv(): Ajv {
  const keywords = ["x-address", "x-destination"];
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, keywords });
  addFormats.default(ajv, ["email"]);
  return ajv;
}
