/** What a whiteboard's log and snapshots say, checked: any member may have put it there. */

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

/** Nothing drawn where it is no drawing; elements that cannot be merged are left out. */
export function drawingOf(value: unknown): Drawing {
  if (typeof value !== "object" || value === null || !("elements" in value)) return nothing;
  const { elements, files } = value as { elements: unknown; files?: unknown };
  if (!Array.isArray(elements)) return nothing;
  const isRecord = typeof files === "object" && files !== null && !Array.isArray(files);
  return { elements: elements.filter(isVersioned), ...(isRecord && { files: { ...files } }) };
}

/** @param known ids of what a log has */
export function holdsAll(
  { elements, files = {} }: Drawing,
  known: { elements: Iterable<string>; files: Iterable<string> },
): boolean {
  const here = new Set(elements.map(({ id }) => id));
  return [...known.elements].every((id) => here.has(id)) && [...known.files].every((id) => id in files);
}

const isVersioned = (value: unknown): value is Versioned => {
  if (typeof value !== "object" || value === null) return false;
  const { id, version, versionNonce } = value as Record<string, unknown>;
  return typeof id === "string" && Number.isFinite(version) && Number.isFinite(versionNonce);
};
