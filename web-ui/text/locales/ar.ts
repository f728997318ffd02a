import type { Catalogue } from "../locales.ts";

export const ar: Partial<Catalogue> = {};
