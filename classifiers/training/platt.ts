/** Platt scaling: p = sigmoid(slope * z + offset), fitted by damped Newton steps with Platt's smoothed targets. */

export interface Platt {
  slope: number;
  offset: number;
}

/** `weights`: how much each text counts; 1 where none are given. */
export function fitPlatt(logits: readonly number[], truths: readonly boolean[], weights?: readonly number[]): Platt {
  const weight = (i: number): number => weights?.[i] ?? 1;
  const positives = truths.filter(Boolean).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (truths.length - positives + 2);
  const loss = ({ slope, offset }: Platt): number => {
    let sum = 0;
    for (const [i, z] of logits.entries()) {
      const u = slope * z + offset;
      // log(1 + exp(u)) - target * u, without overflow
      sum += weight(i) * (Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u))) - (truths[i] ? high : low) * u);
    }
    return sum;
  };
  let best: Platt = { slope: 0, offset: Math.log((positives + 1) / (truths.length - positives + 1)) };
  let least = loss(best);
  for (let round = 0; round < 100; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (const [i, z] of logits.entries()) {
      const p = 1 / (1 + Math.exp(-(best.slope * z + best.offset)));
      const d = weight(i) * (p - (truths[i] ? high : low));
      const h = weight(i) * p * (1 - p);
      ga += d * z;
      gb += d;
      haa += h * z * z;
      hab += h * z;
      hbb += h;
    }
    const det = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det];
    // A full Newton step may overshoot: halve it until the loss falls.
    let size = 1;
    let next = best;
    let value = least;
    for (; size > 1e-6; size /= 2) {
      next = { slope: best.slope - size * da, offset: best.offset - size * db };
      value = loss(next);
      if (value < least) break;
    }
    if (least - value < 1e-9) break;
    best = next;
    least = value;
  }
  return best;
}

/** The temperature that gives the least cross-entropy of softmax(z / t), by golden-section search over 0.2..5. */
export function fitTemperature(logits: readonly (readonly number[])[], labels: readonly number[]): number {
  const loss = (t: number): number => {
    let sum = 0;
    for (const [i, row] of logits.entries()) {
      const scaled = row.map((z) => z / t);
      const top = Math.max(...scaled);
      const total = scaled.reduce((acc, z) => acc + Math.exp(z - top), 0);
      sum += Math.log(total) + top - (scaled[labels[i] ?? 0] ?? 0);
    }
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.2), Math.log(5)];
  while (high - low > 1e-3) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (loss(Math.exp(a)) < loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
