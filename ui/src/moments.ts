import type { Words } from './words';

const DAY = 86_400_000;

function midnight(words: Words, at: Date): number {
  const { year, month, day } = words.civil(at);
  return Date.UTC(year, month - 1, day);
}

/** A moment as short as it can be told: today's by the hour alone, this week's with the day, else with the date. */
export function briefly(words: Words, iso: string, now: number): string {
  const at = new Date(iso);
  const days = (midnight(words, new Date(now)) - midnight(words, at)) / DAY;
  if (days === 0) return words.time(at);
  if (days === 1 || days === -1) {
    const word = new Intl.RelativeTimeFormat(words.language, { numeric: 'auto' }).format(-days, 'day');
    return words.t('window-day-at', { day: word, time: words.time(at) });
  }
  if (Math.abs(days) < 300) return words.moment(at);
  return words.date(at);
}

/** « il y a 3 minutes », « dans 7 minutes »; the unit in which one thinks of that distance. */
export function fromNow(words: Words, iso: string, now: number): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const far = Math.abs(seconds);
  if (far < 10) return words.t('window-now');
  const [value, unit] =
    far < 60
      ? [seconds, 'second' as const]
      : far < 3600
        ? [Math.round(seconds / 60), 'minute' as const]
        : far < 48 * 3600
          ? [Math.round(seconds / 3600), 'hour' as const]
          : [Math.round(seconds / 86_400), 'day' as const];
  return new Intl.RelativeTimeFormat(words.language, { numeric: 'always' }).format(value, unit);
}

/** Whole seconds left until a moment in milliseconds, never negative. */
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}
