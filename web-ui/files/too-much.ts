/** A file that would unpack to more than a browser should hold: it is refused before anything is unpacked. */
import { t } from "../text/index.ts";

export class TooMuch extends Error {
  override readonly name = "TooMuch";

  constructor() {
    super(t("file.too.much"));
  }
}
