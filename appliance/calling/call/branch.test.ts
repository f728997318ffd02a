import { expect, test } from "bun:test";
import { telephoneHouse } from "../../../scripts/peers/telephones.ts";

test("[HY-02] each end's media are closed once when the caller gives up, and whatever that answers is borne", async () => {
  const house = await telephoneHouse(["Maria", "Jonas"]);
  const { media } = house.box.rooms;
  const { leg: open } = media;
  const closed: string[] = [];
  media.leg = async (options) => {
    const leg = await open(options);
    const { close } = leg;
    leg.close = async () => {
      closed.push(leg.id);
      await close();
      throw new Error("a socket could not be closed");
    };
    return leg;
  };
  const { maria, jonas } = house.people;
  if (!maria || !jonas) throw new Error("nobody is there");
  const there = await house.phone(jonas, { tone: 1000 });
  const here = await house.phone(maria, { tone: 440 });
  await here.command("dial", `${jonas.extension}`);
  await there.says(/Incoming call/i);
  await here.command("hangup");
  await house.quiet();
  expect(closed).toHaveLength(2);
  expect(new Set(closed).size).toBe(2);
  await house.hangUp();
  await house.box.dispose();
}, 60_000);
