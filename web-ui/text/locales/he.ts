import type { Catalogue } from "../locales.ts";

export const he: Partial<Catalogue> = {};
