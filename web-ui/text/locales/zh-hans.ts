import type { Catalogue } from "../locales.ts";

export const zhHans: Partial<Catalogue> = {};
