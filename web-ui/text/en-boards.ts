/** What only whiteboards and notes show; comes with them (boards.ts). */
export const enBoards = {
  "board.all": "Whiteboards and notes",
  "board.name": "Name",
  "board.create": "New whiteboard",
  "board.none.way": "Name the first",
  "board.none": "Nothing here yet. Name a whiteboard or notes, and everybody in the space can draw or write.",
  "board.back": "Back to the conversation",
  "board.rename": "Rename whiteboard",
  "board.remove": "Delete whiteboard",
  "board.remove.confirm": "Delete “{name}” for everybody? This cannot be undone.",
  "notes.create": "New notes",
  "notes.rename": "Rename notes",
  "notes.remove": "Delete notes",
  "notes.view": "How the notes are shown",
  "notes.write": "Write",
  "notes.read": "Read",
  "notes.text": "Notes",
  "notes.placeholder":
    "Write here. Everybody in the space sees it at once and can write too.\n\n# Heading\n- [ ] something to do",
  "notes.none": "Nothing is written here yet.",
  "notes.meeting": "Take notes",
  "notes.of": "Notes: {name}, {day}",
} as const;
