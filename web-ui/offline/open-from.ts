/** From a notification to its place: in a window that is open, or in a new one. */

interface Window {
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface Windows {
  matchAll(options: { type: "window" }): Promise<readonly Window[]>;
  openWindow(url: string): Promise<unknown>;
}

/** @param path an address of the app; anything else opens its first page */
export async function openFrom(windows: Windows, path: string): Promise<void> {
  const safe = /^\/(?!\/)/.test(path) ? path : "/";
  const [open] = await windows.matchAll({ type: "window" });
  if (!open) return void (await windows.openWindow(safe));
  await open.focus();
  open.postMessage({ open: safe });
}
