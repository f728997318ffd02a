import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const boardErrors = errorTable({
  "board-not-found": {
    http: 404,
    message: "This whiteboard or these notes do not exist, or you cannot see them.",
  },
  "board-id-taken": { http: 409, message: "There is, or was, something else with this id. Make it anew." },
  "operation-id-taken": { http: 409, message: "There is another change with this id." },
  "snapshot-behind": { http: 409, message: "Others have drawn since. The snapshot is made again later." },
});

export type BoardErrorCode = ErrorCodeOf<typeof boardErrors>;
