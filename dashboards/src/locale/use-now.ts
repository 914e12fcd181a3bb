import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.ts';

/** The time on the server's clock, again every `milliseconds`. */
export const useNow = (milliseconds = 1000): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
};
