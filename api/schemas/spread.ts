/** GET /api/v1/cases/:id/spread: addresses and platforms, never people. */
export { Spread } from '#core/spread.ts';
