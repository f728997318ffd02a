import { z } from "zod";
import { says } from "../../platform/index.ts";

/** Digits, an address, or a code: what a keypad or a contact can hold. */
export const dialString = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[\w.+\-@*#%()/ ]+$/, says("dial-string"));
