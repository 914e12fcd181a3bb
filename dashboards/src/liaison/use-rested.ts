import { useEffect, useState } from 'react';

/** What is typed is asked for once the typing rests. */
const PAUSE_MILLISECONDS = 400;

/** The value as it was when it last stood still. */
export const useRested = <T>(value: T): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
};
