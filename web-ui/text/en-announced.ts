/** What is told to whoever listens to the app. It comes after the first page. */
export const enAnnounced = {
  "announced.message": "{name}: {text}",
  "announced.message.locked": "{name} wrote a message that cannot be read here",
  "announced.messages": "{count, plural, one {# new message} other {# new messages}}, the last from {name}",
  "announced.call": "{name}: {state}",
  "announced.call.connected": "connected",
  "announced.call.ended": "Call with {name} ended",
  "announced.upload": "{name}: {share} uploaded",
  "announced.uploaded": "{name} is uploaded",
  "announced.meeting.joined": "You are in the meeting",
  "announced.meeting.left": "You are no longer in the meeting",
  "announced.meeting.joins": "{name} joined the meeting",
  "announced.meeting.join.many": "{count, plural, one {# person joined} other {# people joined}} the meeting",
  "announced.meeting.leaves": "{name} left the meeting",
  "announced.meeting.leave.many": "{count, plural, one {# person left} other {# people left}} the meeting",
} as const;
