import type { Catalogue } from "../locales.ts";

export const it: Partial<Catalogue> = {};
