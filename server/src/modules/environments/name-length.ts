/** Characters that the name of an environment or of a key may have. */
export const NAME_MAX_LENGTH = 255;
