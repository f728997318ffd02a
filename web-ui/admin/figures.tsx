/** Figures with their names, in boxes beside each other. */
export const Figures = ({ figures }: { figures: readonly (readonly [name: string, value: string])[] }) => (
  <dl className="figures">
    {figures.map(([name, value]) => (
      <div key={name} className="figure">
        <dt className="secondary">{name}</dt>
        <dd>
          <strong>{value}</strong>
        </dd>
      </div>
    ))}
  </dl>
);
