/** What lies encrypted in a board's log and snapshots, checked: any member may have put it there. */
import { ApiError } from "../api/client.ts";
import { type Binding, decryptContent } from "../crypto/content.ts";
import { type Keyring, KeyUnavailable } from "../crypto/keyring.ts";

/** What an element must say of itself for merging; the rest is the drawing library's. */
export interface Versioned {
  id: string;
  version: number;
  versionNonce: number;
}

export interface Drawing {
  elements: readonly Versioned[];
  /** Pictures on the board, by id. */
  files?: Record<string, unknown>;
}

const nothing: Drawing = { elements: [] };

/** Nothing drawn where it is no drawing; rejects where the key cannot be had. */
export async function openDrawing(keyring: Keyring, jwe: string, binding: Binding): Promise<Drawing> {
  try {
    return drawingOf(await decryptContent(keyring, jwe, binding));
  } catch (error) {
    if (error instanceof ApiError || error instanceof KeyUnavailable) throw error;
    return nothing;
  }
}

/** Elements that cannot be merged are left out. */
export function drawingOf(value: unknown): Drawing {
  if (typeof value !== "object" || value === null || !("elements" in value)) return nothing;
  const { elements, files } = value as { elements: unknown; files?: unknown };
  if (!Array.isArray(elements)) return nothing;
  const isRecord = typeof files === "object" && files !== null && !Array.isArray(files);
  return { elements: elements.filter(isVersioned), ...(isRecord && { files: { ...files } }) };
}

const isVersioned = (value: unknown): value is Versioned => {
  if (typeof value !== "object" || value === null) return false;
  const { id, version, versionNonce } = value as Record<string, unknown>;
  return typeof id === "string" && Number.isFinite(version) && Number.isFinite(versionNonce);
};
