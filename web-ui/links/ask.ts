/** Asks the appliance what a page says of itself, and makes its picture small: for who writes a link. */
import { api, call } from "../api/client.ts";
import { type LinkContent, longestPicture } from "./link.ts";

const largest = { width: 360, height: 200 };

/** Undefined where there is nothing to show. */
export async function askForLink(url: string): Promise<LinkContent | undefined> {
  const { preview } = await call(api["link-previews"].$post({ json: { url } }));
  if (!preview) return undefined;
  const { picture, ...words } = preview;
  const small = picture && (await smallPicture(picture));
  return { url, ...words, ...(small && { picture: small }) };
}

/** Decoded and written anew, so that nothing of the original's bytes reaches a reader. */
async function smallPicture(picture: { type: string; data: string }): Promise<LinkContent["picture"]> {
  try {
    const bytes = Uint8Array.from(atob(picture.data), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: picture.type }));
    const scale = Math.min(1, largest.width / bitmap.width, largest.height / bitmap.height);
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (!context) return undefined;
    context.fillStyle = "#ffffff"; // behind what is transparent
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    for (const quality of [0.8, 0.6, 0.4, 0.2]) {
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      const data = base64(new Uint8Array(await blob.arrayBuffer()));
      if (data.length <= longestPicture) return { data, width, height };
    }
    return undefined;
  } catch {
    return undefined; // no picture that this browser reads: the words stand alone
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
