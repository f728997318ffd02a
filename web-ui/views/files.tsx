/** Every file of every space one is in. */
import { FileList } from "../files/file-list.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { t } from "../text/index.ts";

export function FilesPage() {
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("files.all")}</PageTitle>
        <FileList />
      </div>
    </div>
  );
}
