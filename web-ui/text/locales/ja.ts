import type { Catalogue } from "../locales.ts";

export const ja: Partial<Catalogue> = {};
