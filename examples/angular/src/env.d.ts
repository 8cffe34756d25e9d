/** Set by `--define` of the build. */
declare const CARILLON_PUBLIC_KEY: string;
