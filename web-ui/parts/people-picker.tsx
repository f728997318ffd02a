/** Search for people; picking one tells the caller and empties the field. */
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { PersonAvatar } from "./avatar.tsx";
import { useSession } from "./session-context.ts";
import { peopleLike, useDotsOf } from "./use-found-people.ts";

const inviting = "invite";
const nobody: readonly Person[] = [];

export function PeoplePicker(props: {
  label: string;
  exclude: readonly string[];
  /** Nobody from outside. */
  staffOnly?: boolean;
  /** Where a dialog begins; the list opens with the first letter, so that it covers nothing before. */
  autoFocus?: boolean;
  onPick: (person: Person) => void;
  /** Where an address that nobody has may be invited. */
  onInvite?: (email: string) => void;
}) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const found = useQuery({
    ...peopleLike(text),
    placeholderData: (previous) => previous,
  });
  useDotsOf(found.data ?? nobody);
  const presence = useSignal(useSession().presence);
  const options = (found.data ?? [])
    .filter(({ id, state }) => state !== "disabled" && !props.exclude.includes(id))
    .filter(({ role }) => role !== "place" && (!props.staffOnly || role !== "guest"))
    .slice(0, 8);
  const address = text.trim().toLowerCase();
  const unknown =
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) && !found.data?.some(({ email }) => email === address);
  const invitable = props.onInvite !== undefined && unknown;
  const none = options.length === 0 && !invitable;
  const submit = (id: string) => {
    if (id === inviting) props.onInvite?.(address);
    const person = options.find((option) => option.id === id);
    if (person) props.onPick(person);
    setText("");
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.Target>
        <TextInput
          label={props.label}
          value={text}
          autoComplete="off"
          placeholder={t("people.search")}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          data-autofocus={props.autoFocus}
          onFocus={() => props.autoFocus || combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        {none && <Combobox.Empty>{t("people.none", { text })}</Combobox.Empty>}
        <Combobox.Options aria-label={props.label} hidden={none}>
          {invitable && (
            <Combobox.Option value={inviting}>
              <span className="who">
                <span className="truncate">{t("guest.invite", { email: address })}</span>
                <span className="secondary">{t("guest.invite.help")}</span>
              </span>
            </Combobox.Option>
          )}
          {options.map((person) => (
            <Combobox.Option key={person.id} value={person.id}>
              <span style={{ display: "flex", gap: 10, alignItems: "center" }}>
                <PersonAvatar
                  id={person.id}
                  name={person.name}
                  presence={presence.get(person.id)}
                  size="small"
                />
                <span className="truncate">
                  {person.name} <span className="secondary">{person.email}</span>
                </span>
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
