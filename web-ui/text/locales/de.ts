import type { Catalogue } from "../locales.ts";

export const de: Partial<Catalogue> = {};
