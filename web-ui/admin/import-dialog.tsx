/** People from a list: choosing it, seeing what would come of it, and sending it on its way. */
import { Button, Checkbox, FileButton, Modal } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import type { ImportPlan } from "../../appliance/people/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { readTable, saveTable } from "../parts/csv.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { mailKey } from "./mail-key.ts";
import { RefusedRows } from "./refused-rows.tsx";

const template = [
  { name: "Maria Keller", email: "maria@example.org", role: "administrator", extension: "4711", offer: "C2" },
  { name: "Jonas Weber", email: "jonas@example.org", role: "user", extension: "", offer: "" },
];

/** What is wrong with the whole list, where that is it. */
const unreadable = [
  "empty",
  "not-csv",
  "column-missing",
  "column-unknown",
  "column-twice",
  "too-long",
] as const;

interface Looked {
  csv: string;
  plan: ImportPlan;
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [looked, setLooked] = useState<Looked>();
  const look = useAction(
    useCallback(async (file: File) => {
      setLooked(undefined);
      const csv = await readTable(file);
      setLooked({ csv, plan: await call(api.admin.people.imports.check.$post({ json: { csv } })) });
    }, []),
  );
  const choose = (
    <FileButton accept=".csv,text/csv" onChange={(file) => file && void look.run(file)}>
      {(props) => (
        <Button
          {...props}
          {...(looked && { variant: "default" })}
          loading={look.running}
          leftSection={<IconUpload size={16} />}
        >
          {t(looked ? "import.other" : "import.choose")}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Modal opened onClose={onClose} title={t("import.title")} centered size="lg">
      <div className="form">
        {looked ? (
          <Plan key={looked.csv} looked={looked} choose={choose} onClose={onClose} />
        ) : (
          <>
            <p>{t("import.lead")}</p>
            <p className="secondary">{t("import.roles")}</p>
            <ListProblem error={look.error} />
            <div className="dialog-actions">
              <Button
                variant="subtle"
                leftSection={<IconDownload size={16} />}
                onClick={() => saveTable(template, "people.csv")}
              >
                {t("import.template")}
              </Button>
              {choose}
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

function ListProblem({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.code !== "list-unreadable") return <Problem error={error} />;
  const { reason, column = "", most = 0 } = error.details;
  const known = unreadable.find((one) => one === reason) ?? "not-csv";
  return (
    <p className="notice" role="alert">
      {t(`import.unreadable.${known}`, { column: String(column), most: Number(most) })}
    </p>
  );
}

function Plan(props: { looked: Looked; choose: React.ReactNode; onClose: () => void }) {
  const { csv, plan } = props.looked;
  const { rows, created, known, refused } = plan;
  const navigate = useNavigate();
  const found = useQuery({ queryKey: mailKey, queryFn: () => call(api.admin.mail.$get()) });
  const hasServer = found.data?.mail.server !== undefined;
  const [letters, setLetters] = useState(true);
  const start = useAction(
    useCallback(async () => {
      await call(api.admin.people.imports.$post({ json: { csv, letters: letters && hasServer } }));
      await navigate({ to: "/admin/$page", params: { page: "jobs" } });
    }, [csv, letters, hasServer, navigate]),
  );
  return (
    <>
      <div role="status">
        {created > 0 && <p>{t("import.found", { count: created })}</p>}
        {known > 0 && <p className="secondary">{t("import.known", { count: known })}</p>}
        {known === rows && <p>{t("import.nothing")}</p>}
        {refused.length > 0 && (
          <p className="secondary">
            {t(refused.length === rows ? "import.refused.all" : "import.refused", { count: refused.length })}
          </p>
        )}
      </div>
      <RefusedRows rows={refused} />
      {created > 0 && (
        <Checkbox
          checked={letters && hasServer}
          disabled={!hasServer}
          label={t("import.letters")}
          description={found.data && !hasServer ? t("import.letters.none") : undefined}
          onChange={({ currentTarget }) => setLetters(currentTarget.checked)}
        />
      )}
      <Problem error={start.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={props.onClose}>
          {t("action.cancel")}
        </Button>
        {props.choose}
        {created > 0 && (
          <Button loading={start.running} disabled={found.isPending} onClick={() => void start.run()}>
            {t("import.submit", { count: created })}
          </Button>
        )}
      </div>
    </>
  );
}
