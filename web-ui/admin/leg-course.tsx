/** How a leg of a call fared from report to report, as four small charts over the same time. */
import type { CoursePoint } from "../../appliance/calling/index.ts";
import { lengthOf, numberOf, t } from "../text/index.ts";

interface Measure {
  label: string;
  say(value: number): string;
  /** Null where nothing was measured. */
  of(point: CoursePoint): number | null;
  /** The chart is at least so high: what nobody hears looks like nothing. */
  least: number;
  /** What is higher is heard. */
  poor: number;
}

const percent = (value: number) => numberOf(value / 100, { style: "percent", maximumFractionDigits: 1 });
const milliseconds = (value: number) => numberOf(value, { style: "unit", unit: "millisecond" });
const share = (lost: number, all: number): number | null => (all > 0 ? (100 * lost) / all : null);

const measures = (): Measure[] => [
  {
    label: t("records.course.here"),
    say: percent,
    of: ({ received, lost }) => share(lost, received + lost),
    least: 5,
    poor: 2,
  },
  {
    label: t("records.course.there"),
    say: percent,
    of: ({ sent, lostThere }) => share(Math.min(lostThere, sent), sent),
    least: 5,
    poor: 2,
  },
  { label: t("records.course.jitter"), say: milliseconds, of: ({ jitter }) => jitter, least: 60, poor: 30 },
  {
    label: t("records.course.roundtrip"),
    say: milliseconds,
    of: ({ roundTrip }) => roundTrip,
    least: 300,
    poor: 300,
  },
];

export function LegCourse({ course }: { course: readonly CoursePoint[] }) {
  const length = course.reduce((sum, { span }) => sum + span, 0);
  return (
    <div className="leg-course">
      {measures().map((measure) => (
        <Chart key={measure.label} measure={measure} course={course} length={length} />
      ))}
      <p className="secondary number leg-course-times">
        <span>{lengthOf(0)}</span>
        <span>{lengthOf(length)}</span>
      </p>
    </div>
  );
}

const height = 28;

function Chart(props: { measure: Measure; course: readonly CoursePoint[]; length: number }) {
  const { measure, course, length } = props;
  const values = course.map(measure.of);
  const highest = Math.max(...values.map((value) => value ?? Number.NEGATIVE_INFINITY));
  if (highest === Number.NEGATIVE_INFINITY) return null;
  const scale = height / Math.max(measure.least, highest);
  const peak = t("records.course.most", { value: measure.say(highest) });
  let from = 0;
  return (
    <div className="leg-course-row">
      <span className="secondary">{measure.label}</span>
      <svg
        viewBox={`0 0 ${length} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${measure.label}: ${peak}`}
      >
        {course.map(({ span }, index) => {
          const value = values[index] ?? 0;
          const x = from;
          from += span;
          const bar = Math.max(value > 0 ? 1 : 0, value * scale);
          return (
            <rect
              key={x}
              className={value > measure.poor ? "poor" : "fine"}
              x={x}
              y={height - bar}
              width={span}
              height={bar}
            />
          );
        })}
      </svg>
      <span className="secondary number">{peak}</span>
    </div>
  );
}
