/** Characters that the name of a key may have. */
export const KEY_NAME_MAX_LENGTH = 255;
