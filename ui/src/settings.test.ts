import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../visual/scripted';
import { fromForm, MOST_WITNESSES, rebased, toForm } from './settings';

const form = toForm(SETTINGS);
const fields = (part: Partial<typeof form>) => {
  const read = fromForm({ ...form, ...part });
  return 'problems' in read ? read.problems.map(({ field }) => field) : [];
};

describe('the settings', () => {
  it('come back from the form as they went in', () => {
    expect(fromForm(form)).toEqual({ settings: SETTINGS });
  });

  it('take empty fields for nothing given', () => {
    const read = fromForm({ ...form, software: '  ', department: '', language: '', witnesses: '\n \n' });
    expect(read).toMatchObject({
      settings: { billing_software: null, department: null, language: null, witnesses: [] },
    });
  });

  it.each(['2', '61', '', '10.5', 'dix', '-5', '1e1'])('refuse an interval of %s', (interval) => {
    expect(fields({ interval })).toEqual(['interval']);
  });

  it.each(['4', '61', 'x'])('refuse a session of %s seconds', (cap) => {
    expect(fields({ cap })).toEqual(['cap']);
  });

  it.each(['0', '366', ''])('refuse a transition of %s days', (transition) => {
    expect(fields({ transition })).toEqual(['transition']);
  });

  it.each(['temoin', 'temoin:0', 'temoin:65536', 'a b:443', 'https://temoin:443', ':443'])(
    'refuse the witness %s',
    (witnesses) => {
      expect(fields({ witnesses })).toEqual(['witnesses']);
    },
  );

  it.each(['temoin.example:443', '192.0.2.1:53', '[2001:db8::1]:443'])('take the witness %s', (witnesses) => {
    expect(fields({ witnesses })).toEqual([]);
  });

  it('bound the witnesses', () => {
    expect(fields({ witnesses: 'a.example:1\n'.repeat(MOST_WITNESSES + 1) })).toEqual(['witnesses-many']);
  });

  it('that arrive during an edit are not taken back by it', () => {
    const pushed = toForm({ ...SETTINGS, interval_minutes: 30, quiet_from: 21, department: '35' });
    const edited = { ...form, department: '75', cap: '' };
    const next = rebased(edited, form, pushed);
    expect(next).toEqual({ ...pushed, department: '75', cap: '' });
    expect(rebased(form, form, pushed)).toEqual(pushed);
    expect(rebased(edited, form, form)).toEqual(edited);
  });

  it('tell everything that is wrong at once', () => {
    expect(fields({ interval: '0', cap: '0', witnesses: 'x' })).toEqual(['interval', 'cap', 'witnesses']);
  });
});
