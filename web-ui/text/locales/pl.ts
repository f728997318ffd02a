import type { Catalogue } from "../locales.ts";

export const pl: Partial<Catalogue> = {};
