const SIZE_PX = 64;

/** The look of a badge on an icon. */
export interface FaviconLook {
  /** A number, or a text such as `9+`; empty for a dot. */
  readonly words: string;
  readonly color: string;
  readonly textColor: string;
}

/**
 * The page's icon with a badge, as a data URL. Null if it cannot be drawn, for example on an icon of another origin.
 */
export async function drawFavicon(iconUrl: string, look: FaviconLook): Promise<string | null> {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE_PX;
  canvas.height = SIZE_PX;
  const context = canvas.getContext("2d");
  const icon = context && (await loadIcon(iconUrl));
  if (!context || !icon) return null;
  try {
    context.drawImage(icon, 0, 0, SIZE_PX, SIZE_PX);
    drawBadge(context, look);
    return canvas.toDataURL("image/png");
  } catch {
    // The icon may be shown but not read, so the canvas is tainted.
    return null;
  }
}

function drawBadge(context: CanvasRenderingContext2D, { words, color, textColor }: FaviconLook): void {
  const radius = words === "" ? SIZE_PX * 0.2 : SIZE_PX * 0.31;
  const [x, y] = [SIZE_PX - radius, radius];
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  if (words === "") return;
  context.font = `bold ${radius * (words.length > 1 ? 1.05 : 1.5)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = textColor;
  context.fillText(words, x, y + radius * 0.08);
}

function loadIcon(url: string): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const image = new Image();
    image.crossOrigin = "anonymous";
    image.onload = () => resolve(image);
    image.onerror = () => resolve(null);
    image.src = url;
  });
}

/** The URL of the page's icon; `/favicon.ico` if the page names none, as browsers do. */
export function iconUrlOf(links: readonly HTMLLinkElement[]): string {
  return links.at(-1)?.href || new URL("/favicon.ico", document.baseURI).href;
}

const ICONS = "link[rel~='icon']";
const KEPT = "data-carillon-rel";

/** The page's own icon links, including hidden ones. */
export function ownIconLinks(): readonly HTMLLinkElement[] {
  const links = [...document.head.querySelectorAll<HTMLLinkElement>(`${ICONS}, link[${KEPT}]`)];
  return links.filter((link) => !link.hasAttribute("data-carillon-icon"));
}

/** Shows another icon instead of the page's own, whose links are disabled. Returns a function that restores them. */
export function showIcon(url: string): () => void {
  const own = ownIconLinks().filter((link) => !link.hasAttribute(KEPT));
  for (const link of own) {
    link.setAttribute(KEPT, link.rel);
    link.rel = "carillon-own-icon";
  }
  const link = document.createElement("link");
  link.rel = "icon";
  link.type = "image/png";
  link.setAttribute("data-carillon-icon", "");
  link.href = url;
  document.head.append(link);
  return () => {
    link.remove();
    for (const each of own) {
      each.rel = each.getAttribute(KEPT) ?? "icon";
      each.removeAttribute(KEPT);
    }
  };
}
