/** How numbers are dialled here, which call for help, and who hears of that: what the file says, unless an administrator chose otherwise. */
import { z } from "zod";
import { type Config, PolicyBook, says } from "../../platform/index.ts";
import type { DialRules } from "../outside/numbers.ts";

const shortNumber = z.string().regex(/^\d{2,6}$/, says("digits", { least: 2, most: 6 }));

export const diallingValues = {
  countryCode: z.string().regex(/^[1-9]\d{0,2}$/, says("area-code")),
  nationalPrefix: z.string().regex(/^\d{0,3}$/, says("digits-most", { most: 3 })),
  internationalPrefix: z.string().regex(/^\d{1,4}$/, says("digits", { least: 1, most: 4 })),
  outsidePrefix: z.string().regex(/^\d{0,2}$/, says("digits-most", { most: 2 })),
  /** Never none: somebody may need help. */
  emergencyNumbers: z.array(shortNumber).min(1).max(20),
  serviceNumbers: z.array(shortNumber).max(100),
  /** Extensions whose people are told of an emergency call at once. */
  frontDesk: z.array(z.string().regex(/^\d{2,10}$/, says("digits", { least: 2, most: 10 }))).max(50),
};

/** Null: as the file has it. */
export const diallingChoice = z.strictObject({
  countryCode: diallingValues.countryCode.nullable(),
  nationalPrefix: diallingValues.nationalPrefix.nullable(),
  internationalPrefix: diallingValues.internationalPrefix.nullable(),
  outsidePrefix: diallingValues.outsidePrefix.nullable(),
  emergencyNumbers: diallingValues.emergencyNumbers.nullable(),
  serviceNumbers: diallingValues.serviceNumbers.nullable(),
  frontDesk: diallingValues.frontDesk.nullable(),
});
export type DiallingChoice = z.output<typeof diallingChoice>;
export type DiallingValues = { [Name in keyof DiallingChoice]: NonNullable<DiallingChoice[Name]> };

const nothingChosen: DiallingChoice = {
  countryCode: null,
  nationalPrefix: null,
  internationalPrefix: null,
  outsidePrefix: null,
  emergencyNumbers: null,
  serviceNumbers: null,
  frontDesk: null,
};

export class DiallingRules implements DialRules {
  readonly #book: PolicyBook<DiallingChoice>;
  /** What `hearth.toml` or its defaults say. */
  readonly file: DiallingValues;

  constructor(stores: ConstructorParameters<typeof PolicyBook>[0], { calling }: Config) {
    this.#book = new PolicyBook(stores, "calling.dialling", diallingChoice, nothingChosen);
    this.file = {
      countryCode: calling.country_code,
      nationalPrefix: calling.national_prefix,
      internationalPrefix: calling.international_prefix,
      outsidePrefix: calling.outside_prefix,
      emergencyNumbers: calling.emergency_numbers,
      serviceNumbers: calling.service_numbers,
      frontDesk: calling.front_desk,
    };
  }

  get chosen(): DiallingChoice {
    return this.#book.policy;
  }

  /** Holds for the next call. @param by id of the administrator */
  change(choice: DiallingChoice, by: string): Promise<void> {
    return this.#book.change(choice, by);
  }

  get countryCode(): string {
    return this.chosen.countryCode ?? this.file.countryCode;
  }
  get nationalPrefix(): string {
    return this.chosen.nationalPrefix ?? this.file.nationalPrefix;
  }
  get internationalPrefix(): string {
    return this.chosen.internationalPrefix ?? this.file.internationalPrefix;
  }
  get outsidePrefix(): string {
    return this.chosen.outsidePrefix ?? this.file.outsidePrefix;
  }
  get emergencyNumbers(): readonly string[] {
    return this.chosen.emergencyNumbers ?? this.file.emergencyNumbers;
  }
  get serviceNumbers(): readonly string[] {
    return this.chosen.serviceNumbers ?? this.file.serviceNumbers;
  }
  get frontDesk(): readonly string[] {
    return this.chosen.frontDesk ?? this.file.frontDesk;
  }
}
