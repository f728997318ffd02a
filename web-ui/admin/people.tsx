/** People of the organisation: invite, roles, offers, extensions, state. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useRef, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { useCommands } from "../actions/command-bus.ts";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { useLongList } from "../parts/use-long-list.ts";
import { usePeopleSearch } from "../parts/use-people-search.ts";
import { t } from "../text/index.ts";
import { ImportDialog } from "./import-dialog.tsx";
import { InvitationLink, roles } from "./invitation.tsx";
import { PersonDialog } from "./person.tsx";

export function AdminPeoplePage() {
  const [text, setText] = useState("");
  const [inviting, setInviting] = useState(false);
  const [importing, setImporting] = useState(false);
  const [open, setOpen] = useState<Person>();
  useCommands({ "admin.invite": () => setInviting(true), "import.action": () => setImporting(true) });
  const found = usePeopleSearch(text);
  const people = found.people?.filter(({ role }) => role !== "guest" && role !== "place"); // they have pages of their own
  return (
    <>
      <div className="toolbar">
        <TextInput
          value={text}
          placeholder={t("people.search")}
          aria-label={t("people.search")}
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div className="toolbar-actions">
          <Button variant="default" leftSection={<IconUpload size={16} />} onClick={() => setImporting(true)}>
            {t("import.action")}
          </Button>
          <Button leftSection={<IconPlus size={16} />} onClick={() => setInviting(true)}>
            {t("admin.invite")}
          </Button>
        </div>
      </div>
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {people?.length === 0 && (
        <Empty
          text={t("people.none", { text })}
          way={{ label: t("filter.clear"), onPress: () => setText("") }}
        />
      )}
      {people && people.length > 0 && <PeopleTable people={people} onOpen={setOpen} onNearEnd={found.more} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {open && <PersonDialog person={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function PeopleTable(props: {
  people: readonly Person[];
  onOpen: (person: Person) => void;
  onNearEnd: () => void;
}) {
  const { people, onOpen, onNearEnd } = props;
  const list = useRef<HTMLTableSectionElement>(null);
  const { shown, before, after, measure } = useLongList({
    list,
    count: people.length,
    rowHeight: 57,
    onNearEnd,
  });
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>{t("admin.name")}</th>
            <th>{t("admin.role")}</th>
            <th>{t("admin.extension")}</th>
            <th>{t("admin.offer")}</th>
            <th>{t("admin.state")}</th>
          </tr>
        </thead>
        <tbody ref={list}>
          <Gap height={before} />
          {shown.map((index) => {
            const person = people[index];
            return (
              person && (
                <PersonLine key={person.id} person={person} onOpen={onOpen} index={index} measure={measure} />
              )
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}

/** As high as the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 ? (
    <tr>
      <td colSpan={5} style={{ height, padding: 0 }} />
    </tr>
  ) : null;
}

function PersonLine(props: {
  person: Person;
  onOpen: (person: Person) => void;
  index: number;
  measure: (row: Element | null) => void;
}) {
  const { person, onOpen, index, measure } = props;
  return (
    <tr ref={measure} data-index={index}>
      <td>
        <button type="button" className="bare person-cell" onClick={() => onOpen(person)}>
          <PersonAvatar id={person.id} name={person.name} size="small" />
          <span className="who">
            <span className="truncate">{person.name}</span>
            <span className="secondary truncate">{person.email}</span>
          </span>
        </button>
      </td>
      <td>{t(`admin.role.${person.role}`)}</td>
      <td className="number">{person.extension ?? "–"}</td>
      <td>{person.offer}</td>
      <td>
        <span className={`tag ${person.state === "active" ? "good" : "quiet"}`}>
          {t(`admin.state.${person.state}`)}
        </span>
      </td>
    </tr>
  );
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [made, setMade] = useState<{ person: Person; invitation: string }>();
  const invite = useAction(
    useCallback(
      async (name: string, email: string, role: (typeof roles)[number]) => {
        setMade(await call(api.admin.people.$post({ json: { name, email, role } })));
        await queries.invalidateQueries({ queryKey: ["people"] });
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const role = roles.find((known) => known === fields.get("role")) ?? "user";
    void invite.run(String(fields.get("name")), String(fields.get("email")), role);
  };
  return (
    <Modal opened onClose={onClose} title={t("admin.invite")} centered>
      {made ? (
        <InvitationLink name={made.person.name} path={made.invitation} onClose={onClose} />
      ) : (
        <form className="form" onSubmit={submit}>
          <TextInput name="name" label={t("admin.name")} required data-autofocus autoComplete="off" />
          <TextInput name="email" type="email" label={t("admin.email")} required autoComplete="off" />
          <NativeSelect
            name="role"
            label={t("admin.role")}
            data={roles.map((value) => ({ value, label: t(`admin.role.${value}`) }))}
          />
          <Problem error={invite.error} />
          <div className="dialog-actions">
            <Button variant="default" onClick={onClose}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={invite.running}>
              {t("admin.invite.submit")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
