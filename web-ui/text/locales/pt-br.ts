import type { Catalogue } from "../locales.ts";

export const ptBr: Partial<Catalogue> = {};
