/** The same attempts, of which the last one has failed. */
export const lastFailed = <One extends { error: string | null }>(
  attempts: readonly One[],
  error: One['error'],
): One[] => attempts.map((attempt, index) => (index === attempts.length - 1 ? { ...attempt, error } : attempt));
