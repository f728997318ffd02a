/** The English of previews, which the first page does not load. Other languages come whole. */
import { enFiles } from "./en-files.ts";
import { addEnglish } from "./index.ts";

addEnglish(enFiles);
