/** What callers with pictures see while they wait: an image, or the organisation's name. */
import { Button, FileButton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useSession } from "../../parts/session-context.ts";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";
import { Section } from "../section.tsx";
import { type Drawing, drawImage, drawName, encodePicture } from "./still-picture.ts";

const src = "/app/admin/calling/hold-picture";
const queryKey = ["hold-picture"];

/** The picture of now, as the page can show it; undefined for the plain one. */
function usePreview() {
  return useQuery({
    queryKey,
    queryFn: async () => {
      const response = await fetch(src);
      return response.status === 200 ? URL.createObjectURL(await response.blob()) : null;
    },
  });
}

export function HoldPicture() {
  const { organisation } = useSession().me;
  const queries = useQueryClient();
  const preview = usePreview();
  const change = useCallback(
    async (init: RequestInit) => {
      await call(fetch(src, init));
      if (preview.data) URL.revokeObjectURL(preview.data);
      await queries.invalidateQueries({ queryKey });
    },
    [queries, preview.data],
  );
  const use = useAction(
    useCallback(
      async (drawing: () => Promise<Drawing>) => {
        const encoded = await drawing()
          .then(encodePicture)
          .catch((cause: unknown) => {
            throw new Error(t("telephony.picture.unusable"), { cause });
          });
        const body = JSON.stringify(encoded);
        await change({ method: "PUT", headers: { "Content-Type": "application/json" }, body });
      },
      [change],
    ),
  );
  const remove = useAction(useCallback(() => change({ method: "DELETE" }), [change]));
  const upload = async (file: File | null) => {
    if (file) await use.run(async () => drawImage(await createImageBitmap(file)));
  };
  return (
    <Section title={t("telephony.picture")} lead={t("telephony.picture.lead")}>
      <p className="secondary">{t(preview.data ? "telephony.picture.own" : "telephony.picture.standard")}</p>
      {preview.data && (
        <img
          className="hold-picture"
          src={preview.data}
          alt={t("telephony.picture")}
          width={320}
          height={180}
        />
      )}
      <Problem error={use.error ?? remove.error} />
      <div className="buttons">
        <FileButton accept="image/*" onChange={(file) => void upload(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={use.running}>
              {t("telephony.picture.upload")}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          loading={use.running}
          onClick={() => void use.run(async () => drawName(organisation))}
        >
          {t("telephony.picture.name")}
        </Button>
        {preview.data && (
          <Button variant="subtle" loading={remove.running} onClick={() => void remove.run()}>
            {t("telephony.picture.remove")}
          </Button>
        )}
      </div>
    </Section>
  );
}
