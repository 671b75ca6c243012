import { expect, it } from 'vitest';
import { briefly, fromNow, secondsLeft } from './moments';
import { Words } from './words';

/** Without the difference between spaces. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, ' ');
const fr = new Words('fr');
const NOW = Date.parse('2026-11-23T09:42:00Z');

it.each([
  ['2026-11-23T09:00:00Z', '10 h 00'],
  ['2026-11-22T23:30:00Z', '0 h 30'],
  ['2026-11-22T22:30:00Z', 'hier à 23 h 30'],
  ['2026-11-24T06:00:00Z', 'demain à 7 h 00'],
  ['2026-11-14T08:12:00Z', 'samedi 14 novembre à 9 h 12'],
  ['2025-01-02T08:12:00Z', '2 janvier 2025'],
])('%s is told as briefly as it can be', (iso, said) => {
  expect(plain(briefly(fr, iso, NOW))).toBe(said);
});

it('keeps the calendar across a change of the clock', () => {
  const afterChange = Date.parse('2026-10-25T12:00:00Z');
  expect(plain(briefly(fr, '2026-10-24T22:30:00Z', afterChange))).toBe('0 h 30');
  expect(plain(briefly(fr, '2026-10-24T21:30:00Z', afterChange))).toBe('hier à 23 h 30');
});

it.each([
  [-180, 'il y a 3 minutes'],
  [420, 'dans 7 minutes'],
  [-4, 'à l’instant'],
  [45, 'dans 45 secondes'],
  [-2 * 3600, 'il y a 2 heures'],
  [-3 * 86_400, 'il y a 3 jours'],
])('%d seconds from now', (seconds, said) => {
  expect(plain(fromNow(fr, new Date(NOW + seconds * 1000).toISOString(), NOW))).toBe(said);
});

it('counts down to zero and not below', () => {
  expect(secondsLeft(NOW + 1500, NOW)).toBe(2);
  expect(secondsLeft(NOW, NOW)).toBe(0);
  expect(secondsLeft(NOW - 1, NOW)).toBe(0);
});
