/** The English of what is wrong in a form, which the first page does not load. Other languages come whole. */
import { enProblems } from "./en-problems.ts";
import { addEnglish } from "./index.ts";

addEnglish(enProblems);
