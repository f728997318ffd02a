/** The English of what is told, which the first page does not load. Other languages come whole. */
import { enAnnounced } from "./en-announced.ts";
import { addEnglish } from "./index.ts";

addEnglish(enAnnounced);
