import type { LotEntry } from '../protocol/protocol';
import type { Words } from '../words';

/** A lot as it is typed. */
export interface EntryForm {
  number: string;
  caisse: string;
  day: string;
  time: string;
}

export type EntryProblem = 'number' | 'caisse' | 'day' | 'time' | 'future';

/** The form as it stands first: sent just now. */
export function blank(words: Words, now: number): EntryForm {
  const at = new Date(now);
  const { hour, minute } = words.civil(at);
  return {
    number: '',
    caisse: '',
    day: words.day(at),
    time: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
  };
}

/** The form read: the lot, or the first thing that is wrong with it. */
export function readEntry(
  form: EntryForm,
  words: Words,
  now: number,
): { lot: LotEntry } | { problem: EntryProblem } {
  const number = form.number.trim();
  if (!/^[0-9]{1,3}$/.test(number)) return { problem: 'number' };
  const caisse = form.caisse.replace(/\s/g, '');
  if (!/^([0-9]{5})?$/.test(caisse)) return { problem: 'caisse' };
  const day = /^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*$/.exec(form.day);
  const time = /^\s*([0-9]{1,2})\s*(?:[:hH]\s*([0-9]{2})?)?\s*$/.exec(form.time);
  if (!day) return { problem: 'day' };
  if (!time) return { problem: 'time' };
  const [hour, minute] = [Number(time[1]), Number(time[2] ?? 0)];
  if (hour > 23 || minute > 59) return { problem: 'time' };
  const at = instant(words, Number(day[3]), Number(day[2]), Number(day[1]), hour, minute);
  if (at === null) return { problem: 'day' };
  if (at > now) return { problem: 'future' };
  return {
    lot: { number: Number(number), date: null, caisse: caisse || null, sent: new Date(at).toISOString() },
  };
}

/** A moment by calendar and clock of the practice's zone; `null` for a day that does not exist. */
function instant(
  words: Words,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
): number | null {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  if (new Date(wanted).getUTCDate() !== day || month < 1 || month > 12 || year < 2000) return null;
  let at = wanted;
  // Twice, for the first guess may lie on the other side of a change of the clock.
  for (let round = 0; round < 2; round += 1) {
    const shown = words.civil(new Date(at));
    at += wanted - Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
  }
  return at;
}
