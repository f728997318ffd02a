/** Asks before something that is not easily undone, and says when it failed. */
import { Button, Modal } from "@mantine/core";
import { t } from "../text/index.ts";
import { Problem } from "./problem.tsx";
import { useAction } from "./use-action.ts";

export function Confirm(props: {
  title: string;
  question: string;
  /** Nothing is lost by it. */
  harmless?: boolean;
  action: () => Promise<void>;
  onClose: () => void;
}) {
  const action = useAction(props.action);
  return (
    <Modal opened onClose={props.onClose} title={props.title} centered>
      <p>{props.question}</p>
      <Problem error={action.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={props.onClose}>
          {t("action.cancel")}
        </Button>
        <Button
          {...(!props.harmless && { color: "red" })}
          loading={action.running}
          onClick={() => action.run()}
        >
          {props.title}
        </Button>
      </div>
    </Modal>
  );
}
