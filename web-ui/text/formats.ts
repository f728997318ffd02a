/** Intl's formats, each made once: making one costs a hundred times what using it does. */

/** A function that makes a format for its locale and options, and gives the same one for the same again. */
function once<Options, Format>(make: (locale?: string, options?: Options) => Format) {
  const made = new Map<string, Format>();
  return (locale?: string, options?: Options): Format => {
    const key = `${locale} ${options ? JSON.stringify(options) : ""}`;
    const known = made.get(key);
    if (known) return known;
    const format = make(locale, options);
    made.set(key, format);
    return format;
  };
}

export const dates = once(
  (locale, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
export const numbers = once(
  (locale, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);
export const lists = once((locale, options?: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options));
export const relativeTimes = once(
  (locale, options?: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);
export const plurals = once((locale) => new Intl.PluralRules(locale));
export const collators = once((locale) => new Intl.Collator(locale));
