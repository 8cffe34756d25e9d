interface ImportMetaEnv {
  readonly VITE_CARILLON_PUBLIC_KEY: string;
}
