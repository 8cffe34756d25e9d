export function landingPage(options: { origin: string; publicKey: string | null; keysFile: string | null }): string {
  return `<!doctype html><title>Carillon</title><h1>Carillon</h1><p>${options.origin}</p>`;
}

export function demoPage(publicKey: string): string {
  return `<!doctype html><title>Carillon</title><p>${publicKey}</p>`;
}
