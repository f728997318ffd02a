import { expect, test } from "bun:test";
import { Links } from "./links.ts";
import { noPictures } from "./pictures.ts";

/** A Worker that keeps count of what is open in it, and fails at one operation. */
function worker(failing: string | undefined) {
  const open = new Set<string>();
  return {
    open,
    async call(...[name, id]: [name: string, id?: string, ...more: unknown[]]) {
      if (name === failing) throw new Error("no port is free");
      if (name === "open" && id) open.add(id);
      if (name === "close" && id) open.delete(id);
      return "c=IN IP4 192.0.2.1" as never;
    },
  };
}

test.each([
  ["near", "open"],
  ["near", "offer"],
  ["near", "receiveAnswer"],
  ["near", "bridge"],
  ["far", "open"],
  ["far", "receiveOffer"],
  ["far", "answer"],
  ["far", "bridge"],
])(
  "[CA-14] a link between two Workers whose %s one fails at “%s” leaves nothing open",
  async (side, operation) => {
    const near = worker(side === "near" ? operation : undefined);
    const far = worker(side === "far" ? operation : undefined);
    const heard = { codecs: ["PCMU" as const], pictures: noPictures };
    const links = new Links("127.0.0.1");
    const linked = links.bridge({ id: "a", worker: near, ...heard }, { id: "b", worker: far, ...heard });
    expect(linked).rejects.toThrow("no port is free");
    await linked.catch(() => {});
    expect([near.open.size, far.open.size]).toEqual([0, 0]);
  },
);

test("[CA-14] a link between two Workers stands until one of its legs hears something else", async () => {
  const [near, far] = [worker(undefined), worker(undefined)];
  const heard = { codecs: ["PCMU" as const], pictures: noPictures };
  const links = new Links("127.0.0.1");
  await links.bridge({ id: "a", worker: near, ...heard }, { id: "b", worker: far, ...heard });
  expect([near.open.size, far.open.size]).toEqual([1, 1]);
  links.drop("b");
  expect([near.open.size, far.open.size]).toEqual([0, 0]);
});
