import { markupText } from "../platform/index.ts";

/** Text as it may stand in XML, written as the latin1 octets of its UTF-8, which is what SIP bodies are made of. */
export const xmlText = (text: string): string => Buffer.from(markupText(text), "utf8").toString("latin1");
