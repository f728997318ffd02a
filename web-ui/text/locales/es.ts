import type { Catalogue } from "../locales.ts";

export const es: Partial<Catalogue> = {};
