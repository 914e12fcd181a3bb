const DAY = 86_400_000;
export const WEEK = 7 * DAY;

/** The Monday (UTC) of the ISO week that a moment lies in. */
export const mondayOf = (at: string): string => {
  const day = Date.parse(`${at.slice(0, 10)}T00:00:00.000Z`);
  return new Date(day - ((new Date(day).getUTCDay() + 6) % 7) * DAY).toISOString();
};
