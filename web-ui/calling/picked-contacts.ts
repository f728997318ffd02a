/** Contacts of the device that the browser runs on, where it lets one pick some (Contact Picker API). */

interface PickedContact {
  name?: string[];
  tel?: string[];
}

interface ContactPicker {
  select(properties: ("name" | "tel")[], options: { multiple: boolean }): Promise<PickedContact[]>;
}

const picker = (navigator as Navigator & { contacts?: ContactPicker }).contacts;

export const canPickContacts = picker !== undefined && "ContactsManager" in globalThis;

/** Those that were picked, as vCards; empty when nobody was. */
export async function pickedContacts(): Promise<string> {
  const picked = (await picker?.select(["name", "tel"], { multiple: true })) ?? [];
  const oneLine = (text: string) => text.replaceAll(/[\r\n]+/g, " ");
  return picked
    .map(({ name, tel }) => {
      const numbers = (tel ?? []).map((number) => `TEL:${oneLine(number)}`);
      return ["BEGIN:VCARD", `FN:${oneLine(name?.[0] ?? "")}`, ...numbers, "END:VCARD"].join("\n");
    })
    .join("\n");
}
