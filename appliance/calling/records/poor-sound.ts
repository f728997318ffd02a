/** When a leg sounded badly: in words, and as the table of records is asked. */

/** From where people hear it; each by itself makes a leg sound badly. */
export const poorSound = {
  /** Share of the packets. */
  loss: 0.02,
  /** Milliseconds. */
  jitter: 30,
  roundTrip: 300,
  /** What the telephone says of how it heard; "some dissatisfied" begins below (ITU-T G.107 annex B). */
  score: 3.6,
};

/** A condition of `call_records`; its index holds for exactly these words. */
export const soundedBadly = `outcome = 'answered' and (packets_lost > (packets_received + packets_lost) * ${poorSound.loss} or jitter > ${poorSound.jitter} or round_trip > ${poorSound.roundTrip} or case when json_valid(reported) then reported ->> 'listening' end < ${poorSound.score})`;
