/** Models of telephones that the house sets up. */
import { z } from "zod";
import written from "./phones.json";

const phoneModel = z.strictObject({
  /** As the telephone calls itself: `8841`. */
  id: z.string().regex(/^\d{4}$/),
  name: z.string(),
  lines: z.number().int().positive(),
  /** Line keys beside the screen, numbered down the left side first. */
  keys: z.strictObject({ left: z.number().int().min(0), right: z.number().int().min(0) }),
  /** In pixels. */
  screen: z.strictObject({
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    colours: z.enum(["black and white", "grey", "colour"]),
  }),
});

export type PhoneModel = z.output<typeof phoneModel>;

const { phones } = z.strictObject({ phones: z.array(phoneModel) }).parse(written);

export const phoneModelOf = (id: string): PhoneModel | undefined => phones.find((phone) => phone.id === id);
