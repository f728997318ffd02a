import type { Catalogue } from "../locales.ts";

export const fr: Partial<Catalogue> = {};
