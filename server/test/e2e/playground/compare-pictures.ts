/// <reference lib="dom" />
import type { Page } from "playwright-core";

export interface Comparison {
  /** The number of different pixels; the pixels of both pictures if their sizes differ. */
  readonly count: number;
  /** A PNG that shows the differences, or null if there are none. */
  readonly picture: Buffer | null;
}

/**
 * Compares two PNGs in a browser page, which can decode them. A pixel differs if neither the same pixel nor one of
 * its eight neighbours has a similar colour in the other picture. So the edges of letters may be drawn a little
 * differently, but nothing may be missing or added.
 */
export async function comparePictures(page: Page, expected: Buffer, actual: Buffer): Promise<Comparison> {
  const urls = [expected, actual].map((picture) => `data:image/png;base64,${picture.toString("base64")}`);
  const found = await page.evaluate(compareInPage, urls);
  return {
    count: found.count,
    picture: found.url === null ? null : Buffer.from(found.url.split(",")[1] ?? "", "base64"),
  };
}

/** Runs in the page, so it must not use anything from outside. */
async function compareInPage(urls: readonly string[]): Promise<{ count: number; url: string | null }> {
  /** The tolerated difference of 255 in the channel that differs most. */
  const TOLERANCE = 40;
  const load = async (url = ""): Promise<ImageData> => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("There is no canvas.");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = await Promise.all([load(urls[0]), load(urls[1])]);
  const { width, height } = a;
  if (b.width !== width || b.height !== height) return { count: width * height + b.width * b.height, url: null };

  const isAlike = (one: ImageData, at: number, other: ImageData, there: number): boolean => {
    for (let channel = 0; channel < 3; channel += 1) {
      if (Math.abs((one.data[at + channel] ?? 0) - (other.data[there + channel] ?? 0)) > TOLERANCE) return false;
    }
    return true;
  };
  const isNear = (one: ImageData, other: ImageData, x: number, y: number): boolean => {
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny += 1) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
        if (isAlike(one, (y * width + x) * 4, other, (ny * width + nx) * 4)) return true;
      }
    }
    return false;
  };
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no canvas.");
  context.globalAlpha = 0.25;
  context.drawImage(await createImageBitmap(b), 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = "#ff0055";
  let count = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if (isAlike(a, at, b, at) || (isNear(a, b, x, y) && isNear(b, a, x, y))) continue;
      count += 1;
      context.fillRect(x, y, 1, 1);
    }
  }
  return { count, url: count === 0 ? null : canvas.toDataURL("image/png") };
}
