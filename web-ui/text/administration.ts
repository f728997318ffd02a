/** The English of administration, which the first page does not load. Other languages come whole. */
import { enAdministration } from "./en-administration.ts";
import { addEnglish } from "./index.ts";

addEnglish(enAdministration);
