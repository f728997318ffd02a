/** The English of whiteboards and notes, which the first page does not load. Other languages come whole. */
import { enBoards } from "./en-boards.ts";
import { addEnglish } from "./index.ts";

addEnglish(enBoards);
