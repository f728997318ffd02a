/** People of the organisation: invite, roles, offers, extensions, state. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { InvitationLink, roles } from "./invitation.tsx";
import { PersonDialog } from "./person.tsx";

export function AdminPeoplePage() {
  const [text, setText] = useState("");
  const [inviting, setInviting] = useState(false);
  const [open, setOpen] = useState<Person>();
  const found = useQuery({
    queryKey: ["people", text, "admin"],
    queryFn: async () => {
      const { people } = await call(api.people.$get({ query: { q: text, limit: "500" } }));
      return people.filter(({ role }) => role !== "guest" && role !== "place"); // they have pages of their own
    },
    placeholderData: keepPreviousData,
  });
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
        <Button leftSection={<IconPlus size={16} />} onClick={() => setInviting(true)}>
          {t("admin.invite")}
        </Button>
      </div>
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {found.data?.length === 0 && <p className="empty">{t("people.none", { text })}</p>}
      {found.data && found.data.length > 0 && <PeopleTable people={found.data} onOpen={setOpen} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {open && <PersonDialog person={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function PeopleTable({ people, onOpen }: { people: readonly Person[]; onOpen: (person: Person) => void }) {
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
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
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
          ))}
        </tbody>
      </table>
    </div>
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
