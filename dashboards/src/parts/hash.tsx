/** A hash, cut for the eye and whole in the title. */
export const Hash = ({ value, length = 12 }: { value: string; length?: number }) => (
  <code className="hash" title={value}>
    {value.length > length ? `${value.slice(0, length)}…` : value}
  </code>
);
