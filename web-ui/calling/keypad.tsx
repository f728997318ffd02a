/** The keys of a telephone. */
export function Keypad({ onPress }: { onPress: (digit: string) => void }) {
  return (
    <div className="keypad">
      {[..."123456789*0#"].map((digit) => (
        <button key={digit} type="button" className="key number" onClick={() => onPress(digit)}>
          {digit}
        </button>
      ))}
    </div>
  );
}
