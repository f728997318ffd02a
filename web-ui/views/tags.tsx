/** Every tag of the person's own, and what it marks. */
import { Button, TextInput } from "@mantine/core";
import { IconHash, IconTags, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { MessageText } from "../conversation/message-text.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Empty } from "../parts/empty.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { viewMessage } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import type { TagView } from "../store/teams.ts";
import { compareNames, t } from "../text/index.ts";

export function TagsPage() {
  const tags = [...useSignal(useSession().teams.tags).values()].sort((a, b) => compareNames(a.name, b.name));
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("tags.title")}</PageTitle>
        {tags.length === 0 && (
          <Empty text={t("tags.none")} way={{ label: t("spaces.all"), to: "/" }}>
            <IconTags size={40} stroke={1.5} />
          </Empty>
        )}
        {tags.map((tag) => (
          <TagCard key={tag.id} tag={tag} />
        ))}
      </div>
    </div>
  );
}

function TagCard({ tag }: { tag: TagView }) {
  const { teams: store } = useSession();
  const [name, setName] = useState(tag.name);
  const [removing, setRemoving] = useState(false);
  const rename = useAction(useCallback(() => store.renameTag(tag.id, name.trim()), [store, tag.id, name]));
  const changed = name.trim() !== "" && name.trim() !== tag.name;
  return (
    <section className="card" aria-label={tag.name}>
      <form
        className="tag-head"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) void rename.run();
        }}
      >
        <TextInput
          value={name}
          variant="unstyled"
          maxLength={60}
          leftSection={<IconHash size={16} />}
          aria-label={t("tags.rename", { name: tag.name })}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {changed && (
          <Button type="submit" size="compact-sm" variant="default">
            {t("space.rename")}
          </Button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t("tags.remove", { name: tag.name })}
          onClick={() => setRemoving(true)}
        >
          <IconTrash size={18} />
        </button>
      </form>
      <Problem error={rename.error} />
      {tag.subjects.map(({ subject, space }) =>
        subject === space ? (
          <TaggedSpace key={subject} id={space} />
        ) : (
          <TaggedMessage key={subject} id={subject} />
        ),
      )}
      {removing && (
        <Confirm
          title={t("tags.remove", { name: tag.name })}
          question={t("tags.remove.confirm", { name: tag.name })}
          action={() => store.removeTag(tag.id)}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  );
}

function TaggedSpace({ id }: { id: string }) {
  const session = useSession();
  const space = useSignal(session.spaces.byId).get(id);
  if (!space) return null;
  return (
    <Link to="/space/$space" params={{ space: id }} className="tagged">
      {session.spaces.nameOf(space)} <span className="secondary">{t("tags.space")}</span>
    </Link>
  );
}

function TaggedMessage({ id }: { id: string }) {
  const session = useSession();
  useSignal(session.people.byId);
  const found = useQuery({
    queryKey: ["message", id],
    queryFn: async () =>
      viewMessage(session.keyring, (await call(api.messages[":id"].$get({ param: { id } }))).message),
  });
  const message = found.data;
  if (!message || typeof message.content === "string") return null;
  return (
    <Link
      to="/space/$space"
      params={{ space: message.space }}
      search={{ message: id, ...(message.parent && { thread: message.parent }) }}
      className="tagged"
    >
      <span className="secondary">{session.people.nameOf(message.author)}</span>
      <MessageText text={message.content.text} />
    </Link>
  );
}
