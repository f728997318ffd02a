/** What is installed as a service starts by itself: nothing of these sources is needed any more. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnAppliance } from "./peers/process.ts";
import { lastingSettings } from "./peers/settings.ts";

const root = mkdtempSync(join(tmpdir(), "hearth-service-"));
const program = join(root, "opt/hearth");
/** By an administrator whose files are, as a rule, for nobody else. */
const installed = () =>
  Bun.spawnSync([
    "sh",
    "-c",
    `umask 077; exec "$0" --into "$1"`,
    join(import.meta.dir, "install-service"),
    root,
  ]);
const unit = () => readFileSync(join(root, "etc/systemd/system/hearth.service"), "utf8");

beforeAll(() => {
  const { exitCode, stderr } = installed();
  if (exitCode !== 0) throw new Error(stderr.toString());
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the installed program starts as its unit says, and serves the app", async () => {
  const [, line = ""] = /^ExecStart=(.+)$/m.exec(unit()) ?? [];
  const command = line.split(" ").map((part) => join(root, part));
  const box = await spawnAppliance(lastingSettings(join(root, "data")), command);
  const page = await fetch(box.url, { tls: { rejectUnauthorized: false } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("<script");
  expect(box.setupCode).not.toBe("");
  await box.kill("SIGTERM");
});

test("the user of the service may read all of it", () => {
  const closed = Bun.spawnSync(["find", program, "-not", "-type", "l", "-not", "-perm", "-o=r"]);
  expect(closed.stdout.toString()).toBe("");
  const shut = Bun.spawnSync(["find", program, "-type", "d", "-not", "-perm", "-o=x"]);
  expect(shut.stdout.toString()).toBe("");
});

test("installed again, the program is replaced and nothing is left of the old one", () => {
  writeFileSync(join(program, "of-the-old-one"), "");
  expect(installed().exitCode).toBe(0);
  expect(existsSync(join(program, "of-the-old-one"))).toBe(false);
  expect([...new Bun.Glob("*").scanSync({ cwd: join(root, "opt"), onlyFiles: false })]).toEqual(["hearth"]);
});
