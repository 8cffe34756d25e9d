/** Given by `--define`. */
declare const CARILLON_PUBLIC_KEY: string;
