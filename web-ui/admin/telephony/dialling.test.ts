/** Dialling rules, emergency numbers and the front desk, as an administrator sets them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../../scripts/peers/administration.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration({ CALLING__FRONT_DESK: "2001" });
}, 30_000);
afterAll(() => house?.dispose());

const shown = async () =>
  (await (await house.client.api.admin.calling.$get()).json()) as unknown as {
    emergencyNumbers: string[];
    dialling: { chosen: Record<string, unknown>; file: Record<string, unknown> };
  };

test("[CA-22] [AD-01] what the file says is shown and changed, holds at once, and comes back", async () => {
  const { page } = house.admin;
  await page.goto("/admin/dialling");
  await page.getByRole("button", { name: /^Emergency numbers.*911, 112.*From file/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("In hearth.toml: 2001").waitFor();
  await dialog.getByLabel("Emergency numbers", { exact: true }).fill("911, 112, 999");
  await dialog.getByLabel("Prefix for outside lines").fill("9");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /^Emergency numbers.*999.*Set here/ }).waitFor();
  await until(async () => (await shown()).emergencyNumbers.includes("999"));
  expect((await shown()).dialling).toMatchObject({
    chosen: { emergencyNumbers: ["911", "112", "999"], outsidePrefix: "9", frontDesk: null },
    file: { frontDesk: ["2001"] },
  });
  await page.getByRole("button", { name: /^Prefix for outside lines/ }).click();
  await dialog.getByRole("button", { name: "Reset all to hearth.toml" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await until(async () => !(await shown()).emergencyNumbers.includes("999"));
}, 60_000);

test("[CA-22] rules that are none are refused, and somebody can always call for help", async () => {
  const { chosen } = (await shown()).dialling;
  for (const wrong of [
    { emergencyNumbers: [] },
    { emergencyNumbers: ["1"] },
    { emergencyNumbers: "911" },
    { frontDesk: ["<b>"] },
    { countryCode: "0" },
    { countryCode: undefined },
    { internationalPrefix: "" },
    { outsidePrefix: "123" },
    { more: true },
  ]) {
    const json = { ...chosen, ...wrong } as never;
    const answer = await house.client.api.admin.calling.dialling.$put({ json });
    expect(Number(answer.status)).toBe(400);
  }
});
