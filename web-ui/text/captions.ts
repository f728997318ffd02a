/** The English of captions, which the first page does not load. Other languages come whole. */
import { enCaptions } from "./en-captions.ts";
import { addEnglish } from "./index.ts";

addEnglish(enCaptions);
