import { describe, expect, it } from 'vitest';
import { HandlerRegistry } from './handlers.ts';
import { JOB_NAMES, jobIdOf } from './jobs.ts';

const full = (): HandlerRegistry =>
  JOB_NAMES.reduce((registry, name) => registry.register(name, async () => 'done'), new HandlerRegistry());

describe('the map of jobs', () => {
  it('is complete with exactly one handler each', () => {
    expect(Object.keys(full().complete()).sort()).toEqual([...JOB_NAMES].sort());
  });

  it('refuses a second handler, and to start while one is missing, and names it', () => {
    expect(() => full().register('crawl', async () => 'done')).toThrow(
      expect.objectContaining({ code: 'HANDLER_TWICE' }),
    );
    const partial = new HandlerRegistry().register('crawl', async () => 'done');
    expect(() => partial.complete()).toThrow(
      expect.objectContaining({ code: 'HANDLER_MISSING', message: expect.stringContaining('deliver') }),
    );
  });

  it('gives the same work the same id, without the colon that the queue forbids', () => {
    const id = jobIdOf({ job: 'deliver', payload: { orderId: 'order-1' } });
    expect(id).toBe(jobIdOf({ job: 'deliver', payload: { orderId: 'order-1' } }));
    expect(id).not.toBe(jobIdOf({ job: 'recheck', payload: { orderId: 'order-1' } }));
    expect(id).not.toContain(':');
  });
});
