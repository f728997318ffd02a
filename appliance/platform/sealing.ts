/** How secrets lie on disk: the key service's `seal` and `open`. */
export interface Sealing {
  /** @param name under which alone it opens again */
  seal(name: string, content: Uint8Array): Buffer;
  /** Throws when it was not sealed under this name, or was changed. */
  open(name: string, sealed: Uint8Array): Buffer;
}
