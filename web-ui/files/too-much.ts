/** A file that would unpack to more than a browser should hold: it is refused before anything is unpacked. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}
