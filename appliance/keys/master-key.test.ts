/** The keys of the house on a stolen disk. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../platform/index.ts";
import { createKeys } from "./index.ts";

const passphrase = "a passphrase that only people know";
const secret = Buffer.from("CanarySecret of the house");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-keys-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (at: string, words: string) => createKeys({ folder: at, passphrase: words, clock: systemClock });
const files = (at: string) => readdirSync(at).map((name) => readFileSync(join(at, name)));
const newFolder = (name: string) => mkdtempSync(join(folder, `${name}-`));

describe("the master key", () => {
  test("[MS-15] with a passphrase, keys.db and master.key together open nothing without it", async () => {
    const at = newFolder("sealed");
    const first = await open(at, passphrase);
    const sealed = first.service.seal("test", secret);
    first.close();
    expect(JSON.parse(readFileSync(join(at, "master.key"), "utf8"))).not.toHaveProperty("key");
    expect(statSync(join(at, "master.key")).mode & 0o777).toBe(0o600);
    for (const wrong of ["", "a passphrase", `${passphrase} `])
      expect(open(at, wrong)).rejects.toMatchObject({ code: "keys-locked" });
    const again = await open(at, passphrase);
    expect(again.service.open("test", sealed)).toEqual(secret);
    again.close();
  });

  test("[MS-15] a passphrase that is set later seals the key that was there, and nothing is lost", async () => {
    const at = newFolder("later");
    const first = await open(at, "");
    const sealed = first.service.seal("test", secret);
    first.close();
    const { key } = JSON.parse(readFileSync(join(at, "master.key"), "utf8"));
    const second = await open(at, passphrase);
    expect(second.service.open("test", sealed)).toEqual(secret);
    second.close();
    expect(files(at).some((bytes) => bytes.includes(key))).toBe(false);
    expect(open(at, "")).rejects.toMatchObject({ code: "keys-locked" });
  });

  test("[MS-15] another house's master key opens nothing of this one", async () => {
    const [one, other] = [await open(newFolder("one"), ""), await open(newFolder("other"), "")];
    const sealed = one.service.seal("test", secret);
    expect(() => other.service.open("test", sealed)).toThrow();
    expect(() => one.service.open("another name", sealed)).toThrow();
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => one.service.open("test", changed)).toThrow();
    one.close();
    other.close();
  });

  test("[MS-15] rubbish in its file is named, and no new key is made over it", async () => {
    const at = newFolder("rubbish");
    for (const text of ["{}", '{"version":2,"key":"AAAA"}', '{"version":1,"key":7}']) {
      await Bun.write(join(at, "master.key"), text);
      expect(open(at, "")).rejects.toMatchObject({ code: "keys-locked" });
      expect(readFileSync(join(at, "master.key"), "utf8")).toBe(text);
    }
  });
});
