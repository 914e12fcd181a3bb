export interface DriftLimits {
  /** Index from which a shift is an alarm, and posts that both sides need. */
  alarmAt: number;
  leastPosts: number;
}
