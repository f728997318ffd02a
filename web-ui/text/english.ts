/** Every English text: for the pseudo-locale and for tests; the app loads those that it shows. */
import { en } from "./en.ts";
import { enAdministration } from "./en-administration.ts";
import { enAnnounced } from "./en-announced.ts";
import { enBoards } from "./en-boards.ts";
import { enCalls } from "./en-calls.ts";
import { enCaptions } from "./en-captions.ts";
import { enFiles } from "./en-files.ts";
import { enLetters } from "./en-letters.ts";
import { enPhones } from "./en-phones.ts";
import { enProblems } from "./en-problems.ts";

export const everyEnglish = {
  ...en,
  ...enAdministration,
  ...enAnnounced,
  ...enBoards,
  ...enCalls,
  ...enCaptions,
  ...enPhones,
  ...enFiles,
  ...enLetters,
  ...enProblems,
};
