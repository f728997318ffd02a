/** What people are made of, as strangers and administrators write it. */
import { z } from "zod";
import { says } from "../platform/index.ts";
import { offers } from "./offers.ts";
import { roles } from "./schema.ts";

export const name = z.string().trim().min(1).max(100);
export const email = z.email().max(200);
export const password = z.string().min(10).max(200);
export const offer = z.enum(Object.keys(offers) as [string, ...string[]]);
/** Guests are invited into spaces, not into the organisation; places are made where their telephones are. */
export const invitedRole = z.enum(roles).exclude(["guest", "place"]);
export const extension = z.string().regex(/^\d{2,8}$/, says("digits", { least: 2, most: 8 }));
