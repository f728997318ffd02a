/** Music, pictures and prompts of the house: administrators hear and see, upload and take them away. */
import { type Context, Hono } from "hono";
import type { PersonEnv } from "../../people/index.ts";
import type { Attendants } from "../attendants/attendants.ts";
import { callingErrors } from "../errors.ts";
import type { HoldPicture } from "./hold-picture.ts";
import type { HouseSounds } from "./house-sounds.ts";
import type { Samples } from "./wave.ts";
import { answerWave, readUpload } from "./wave-http.ts";

export interface SoundRouteParts {
  sounds: HouseSounds;
  holdPicture: HoldPicture;
  attendants: Attendants;
}

export function soundRoutes({ sounds, holdPicture, attendants }: SoundRouteParts) {
  const answer = (c: Context<PersonEnv>, sound: Samples | undefined) =>
    sound ? answerWave(c, sound) : c.body(null, 204);
  const known = (c: Context<PersonEnv, "/:id/:menu">): [string, string] => {
    const { id, menu } = c.req.param();
    const attendant = attendants.all.find((one) => one.id === id);
    if (!attendant || !Object.hasOwn(attendant.definition.menus, menu))
      throw callingErrors("attendant-not-found");
    return [id, menu];
  };
  return new Hono<PersonEnv>()
    .get("/calling/hold-music", (c) => answer(c, sounds.music))
    .put("/calling/hold-music", async (c) => {
      await sounds.setMusic(await readUpload(c.req.raw));
      return c.body(null, 204);
    })
    .delete("/calling/hold-music", async (c) => {
      await sounds.setMusic(undefined);
      return c.body(null, 204);
    })
    .get("/calling/hold-picture", (c) => {
      const { preview } = holdPicture;
      if (!preview) return c.body(null, 204);
      c.header("Content-Type", "image/jpeg");
      c.header("Cache-Control", "private, no-store");
      return c.body(preview);
    })
    .put("/calling/hold-picture", async (c) => {
      await holdPicture.take(c.req.raw);
      return c.body(null, 204);
    })
    .delete("/calling/hold-picture", (c) => {
      holdPicture.remove();
      return c.body(null, 204);
    })
    .get("/calling/prompts/:id/:menu", async (c) => answer(c, await sounds.prompt(...known(c))))
    .put("/calling/prompts/:id/:menu", async (c) => {
      const [id, menu] = known(c);
      await sounds.setPrompt(id, menu, await readUpload(c.req.raw));
      return c.body(null, 204);
    })
    .delete("/calling/prompts/:id/:menu", async (c) => {
      await sounds.setPrompt(...known(c), undefined);
      return c.body(null, 204);
    });
}
