/** The English of the pages and cards of calling, which the first page does not load. Other languages come whole. */
import { enCalls } from "./en-calls.ts";
import { addEnglish } from "./index.ts";

addEnglish(enCalls);
