export { hashSecretToken, newSecretToken, SECRET_TOKEN_BYTES, secretTokenText } from "./secret-token.js";
export { normalEmail } from "./access/email-address.js";
