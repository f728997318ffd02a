import type { Catalogue } from "../locales.ts";

export const nl: Partial<Catalogue> = {};
