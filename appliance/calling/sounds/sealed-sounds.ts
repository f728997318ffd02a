/** Sounds on disk, sealed by the key service: messages, greetings, prompts, music. */
import { mkdirSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { KeyService } from "../../keys/index.ts";
import type { Samples } from "./wave.ts";

export class SealedSounds {
  readonly #keys: KeyService;
  readonly #folder: string;

  constructor({ keys, folder }: { keys: KeyService; folder: string }) {
    this.#keys = keys;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Undefined where there is none of this name. */
  async read(name: string): Promise<Samples | undefined> {
    const file = Bun.file(join(this.#folder, name));
    return (await file.exists()) ? this.#keys.open(name, await file.bytes()) : undefined;
  }

  /** Whole or not at all: a box that loses power has no half sound. */
  async write(name: string, sound: Samples): Promise<void> {
    const path = join(this.#folder, name);
    const file = await open(`${path}.part`, "w", 0o600);
    try {
      await file.writeFile(this.#keys.seal(name, sound));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
  }

  remove(name: string): void {
    rmSync(join(this.#folder, name), { force: true });
  }
}
