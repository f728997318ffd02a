/** A disk of its own for one test: small, and filled to the last byte when the test says so. Needs the right to mount. */
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const block = Buffer.alloc(64 * 1024);

export class SmallDisk {
  readonly folder: string;
  readonly #ballast: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#ballast = join(folder, "ballast");
  }

  /** Undefined where nobody may mount anything here. */
  static open(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), "hearth-disk-"));
    const size = `size=${megabytes}m,mode=0700`;
    if (Bun.spawnSync(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder]).success)
      return new SmallDisk(folder);
    rmdirSync(folder);
    return undefined;
  }

  /** Leaves no byte free. */
  fill(): void {
    const file = openSync(this.#ballast, "a");
    try {
      for (let size = block.length; size > 0; ) {
        try {
          writeSync(file, block, 0, size);
        } catch {
          size = Math.floor(size / 2); // the rest is smaller than this
        }
      }
    } finally {
      closeSync(file);
    }
  }

  /** Gives the space back. */
  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  close(): void {
    Bun.spawnSync(["umount", "--lazy", this.folder]);
    rmdirSync(this.folder);
  }
}
