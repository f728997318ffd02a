import { expect, test } from "bun:test";
import { namedPasted } from "./pasted.ts";

test("[MS-12] [GN-09] pasted pictures are named by their time, files of a name keep it", async () => {
  const at = new Date(2026, 2, 5, 9, 7, 3);
  const png = (name: string) => new File(["bytes"], name, { type: "image/png" });
  const named = namedPasted([png("image.png"), png("plan.png"), png("Image.PNG"), png("image")], at);
  expect(named.map(({ name }) => name)).toEqual([
    "image-2026-03-05-09-07-03.png",
    "plan.png",
    "image-2026-03-05-09-07-03-3.PNG",
    "image",
  ]);
  expect([named[0]?.type, await named[0]?.text()]).toEqual(["image/png", "bytes"]);
  const [later] = namedPasted([png("image.png")], new Date(at.getTime() + 1000));
  expect(later?.name).not.toBe(named[0]?.name);
});
