/** The browser may still read it while it asks where to put it. */
const revokeAfter = 60_000;

/** Hands a file to the browser to keep. */
export function saveBlob(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), revokeAfter);
}
