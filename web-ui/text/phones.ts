/** The English of setting up telephones, which the first page does not load. Other languages come whole. */
import { enPhones } from "./en-phones.ts";
import { addEnglish } from "./index.ts";

addEnglish(enPhones);
