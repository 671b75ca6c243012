import { describe, expect, it } from 'vitest';
import { Book } from '../visual/book';
import { NOW } from '../visual/scripted';
import {
  canSettle,
  codeName,
  eventText,
  filled,
  FILTERS,
  harmless,
  lotNumber,
  monthName,
  returnMark,
  RETURN_FILTERS,
  shownStage,
  states,
} from './lots';
import { blank, readEntry } from './lots/entry';
import { readSource, sameSource } from './lots/sources';
import { timeline } from './lots/timeline';
import type { LotEvent, MessageClass, Month, Stage } from './protocol/protocol';
import { Words } from './words';

const AT = '2026-11-20T09:00:00Z';
const fr = new Words('fr');
/** Without the difference between spaces. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, ' ');

const STAGES: Stage[] = [
  { stage: 'awaiting' },
  { stage: 'late', since: AT },
  { stage: 'unanswered', since: AT },
  { stage: 'manual', since: AT },
  ...(['proven', 'probable'] as const).flatMap((strength): Stage[] => [
    { stage: 'acknowledged', at: AT, strength },
    { stage: 'refused', at: AT, strength },
    { stage: 'not_delivered', at: AT, strength },
  ]),
  { stage: 'settled', at: AT, reason: 'vu' },
];

describe('a stage', () => {
  it.each(STAGES)('has its words: $stage', (stage) => {
    for (const sight of ['full', 'returns_unreliable', 'no_lots'] as const) {
      expect(fr.has(shownStage(stage, sight).key)).toBe(true);
    }
  });

  it('is no alarm where answers are not reliably seen', () => {
    for (const stage of STAGES) {
      const { mark } = shownStage(stage, 'returns_unreliable');
      if (['late', 'unanswered', 'manual'].includes(stage.stage)) expect(mark).toBe('unknown');
      expect(mark).not.toBe('alarm');
    }
    expect(shownStage({ stage: 'manual', since: AT }, 'full').mark).toBe('alarm');
  });

  it('never shows a likely answer as a proven one', () => {
    const shown = (strength: 'proven' | 'probable') =>
      shownStage({ stage: 'acknowledged', at: AT, strength }, 'full');
    expect(shown('probable').key).not.toBe(shown('proven').key);
    expect(shown('probable').mark).not.toBe(shown('proven').mark);
  });
});

describe('every class and filter', () => {
  const classes: MessageClass[] = [
    'lot',
    'arl_positive',
    'arl_negative',
    'arl_unsigned',
    'rsp',
    'service_message',
    'non_delivery',
    'unknown_machine',
    'foreign',
  ];
  it.each(classes)('has its words: %s', (name) => {
    const key = `lots-class-${name.replaceAll('_', '-')}`;
    expect(fr.has(key)).toBe(true);
    expect(fr.has(`${key}-meaning`)).toBe(true);
  });

  it('has its words', () => {
    for (const filter of FILTERS) expect(fr.has(`lots-filter-${filter.replaceAll('_', '-')}`)).toBe(true);
    for (const filter of Object.keys(RETURN_FILTERS))
      expect(fr.has(`lots-return-filter-${filter}`)).toBe(true);
  });
});

describe('what happened to a lot', () => {
  const events: (LotEvent | null)[] = [
    null,
    { event: 'sent_again' },
    { event: 'sent_again_though_acknowledged' },
    { event: 'answered_again', class: 'rsp' },
    ...STAGES.map((stage): LotEvent => ({ event: 'became', stage })),
    ...STAGES.filter((stage) => 'strength' in stage).map((after): LotEvent => ({
      event: 'contradicted',
      before: { stage: 'awaiting' },
      after,
    })),
  ];
  it('has its words', () => {
    for (const event of events)
      for (const sight of ['full', 'returns_unreliable', 'no_lots'] as const)
        expect(fr.say(eventText(event, sight))).not.toMatch(/[[{]/);
  });

  it('stands with the return that brought it, and with how sure that is', () => {
    const book = new Book(1, NOW, 60);
    const answered = book.lots.find(({ follow_up: { stage } }) => stage.stage === 'refused');
    const told = book.life(answered?.id ?? 0);
    const steps = told ? timeline(told.life) : [];
    expect(steps.map(({ event }) => event?.event)).toEqual([undefined, 'became']);
    expect(steps[1]?.returns[0]?.one.class).toBe('arl_negative');
    const stage = answered?.follow_up.stage;
    expect(steps[1]?.returns[0]?.strength).toBe(stage && 'strength' in stage ? stage.strength : null);
  });

  it('keeps a return that changed nothing as a step of its own, in order of time', () => {
    const book = new Book(1, NOW, 60);
    const paid = book.returns.find((one) => one.class === 'rsp');
    const told = book.life(paid?.lots[0]?.lot ?? 0);
    const steps = told ? timeline(told.life) : [];
    expect(steps.at(-1)?.event).toBeUndefined();
    expect(steps.at(-1)?.returns[0]?.one.id).toBe(paid?.id);
    const times = steps.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('a reject', () => {
  it('that says that the lot had arrived asks for nothing', () => {
    for (const code of ['1070', 'LOTDEJARECU', 'FACTUREDEJAENTRAITEMENT']) {
      expect(harmless({ codes: { [code]: 1 } })).toBe(true);
      expect(returnMark({ class: 'rsp', states: { rejected: 1 }, codes: { [code]: 1 } })).toBe('well');
    }
    expect(harmless({ codes: { '1070': 1, '0123': 1 } })).toBe(false);
    expect(harmless({ codes: {} })).toBe(false);
    expect(returnMark({ class: 'rsp', states: { rejected: 1 }, codes: { '0123': 1 } })).toBe('attention');
  });

  it('is called by its code, but not by a label that stands for one', () => {
    expect(codeName('1070')).toBe('1070');
    expect(codeName('LOTDEJARECU')).toBeNull();
  });

  it('counts invoices in words', () => {
    expect(plain(states(fr, { states: { paid: 12, rejected: 1 } }))).toBe('12 payées, 1 rejetée');
    expect(states(fr, { states: {} })).toBe('');
  });
});

it('a lot number has three digits', () => {
  expect(lotNumber({ emitter: null, number: 7, date: null })).toBe('007');
  expect(lotNumber({ emitter: null, number: null, date: null })).toBe('–');
});

it('what the caisse has, or what is settled, is not settled by hand', () => {
  const { lots } = new Book(1, NOW, 60);
  for (const lot of lots) {
    const { stage } = lot.follow_up;
    const received = stage.stage === 'acknowledged' && stage.strength === 'proven';
    expect(canSettle(lot)).toBe(!received && stage.stage !== 'settled');
  }
});

describe('months', () => {
  const month = (name: string, sent: number): Month => ({
    month: `${name}-01`,
    sent,
    acknowledged: sent,
    refused: 0,
    sent_again: 0,
    open: 0,
    median_delay_s: 3600,
  });
  it('stand in order, the gaps between them filled', () => {
    const all = filled([month('2026-02', 3), month('2025-11', 5)], 24);
    expect(all.map(({ month: name, sent }) => [name, sent])).toEqual([
      ['2025-11-01', 5],
      ['2025-12-01', 0],
      ['2026-01-01', 0],
      ['2026-02-01', 3],
    ]);
    expect(filled([month('2026-02', 3), month('2025-11', 5)], 2)).toHaveLength(2);
    expect(filled([], 24)).toEqual([]);
  });

  it('have names', () => {
    expect(monthName(fr, '2026-11-01')).toBe('novembre 2026');
    expect(monthName(fr, '2026-11-01', true)).toBe('nov. 26');
  });
});

describe('a lot that is entered', () => {
  const now = Date.parse('2026-11-23T09:42:00Z');
  const form = { number: '47', caisse: '01751', day: '23/11/2026', time: '9:30' };

  it('begins as sent just now', () => {
    expect(blank(fr, now)).toEqual({ number: '', caisse: '', day: '23/11/2026', time: '10:42' });
  });

  it('is read in the practice’s zone', () => {
    expect(readEntry(form, fr, now)).toEqual({
      lot: { number: 47, date: null, caisse: '01751', sent: '2026-11-23T08:30:00.000Z' },
    });
    const reunion = new Words('fr', 'Indian/Reunion');
    expect(readEntry(form, reunion, now)).toMatchObject({ lot: { sent: '2026-11-23T05:30:00.000Z' } });
    expect(readEntry({ ...form, day: '1/7/2026', time: '14 h 05' }, fr, now)).toMatchObject({
      lot: { sent: '2026-07-01T12:05:00.000Z' },
    });
  });

  it.each([
    [{ number: '' }, 'number'],
    [{ number: '1000' }, 'number'],
    [{ number: '-1' }, 'number'],
    [{ caisse: '751' }, 'caisse'],
    [{ day: '31/02/2026' }, 'day'],
    [{ day: 'hier' }, 'day'],
    [{ day: '01/13/2026' }, 'day'],
    [{ time: '25:00' }, 'time'],
    [{ time: 'midi' }, 'time'],
    [{ day: '24/11/2026' }, 'future'],
  ] as const)('is not taken with %o', (wrong, problem) => {
    expect(readEntry({ ...form, ...wrong }, fr, now)).toEqual({ problem });
    expect(fr.has(`lots-enter-wrong-${problem}`)).toBe(true);
  });

  it('needs no caisse', () => {
    expect(readEntry({ ...form, caisse: ' ' }, fr, now)).toMatchObject({ lot: { caisse: null } });
  });
});

describe('a source', () => {
  const form = {
    kind: 'lot_folder' as const,
    path: ' "C:\\pyxvital\\LOTS" ',
    practitioner: ' ',
    profile: '',
  };

  it('is read, quotation marks left out', () => {
    expect(readSource(form)).toEqual({ kind: { kind: 'lot_folder', path: 'C:\\pyxvital\\LOTS' } });
    expect(readSource({ ...form, kind: 'pyxvital' })).toEqual({
      kind: { kind: 'pyxvital', ini: 'C:\\pyxvital\\LOTS', practitioner: null },
    });
    expect(readSource({ ...form, kind: 'log', profile: 'x' })).toMatchObject({ kind: { profile: 'x' } });
  });

  it('needs a path that the agent takes, and a log its software', () => {
    expect(readSource({ ...form, path: ' ' })).toEqual({ trouble: 'path' });
    expect(readSource({ ...form, path: 'é'.repeat(501) })).toEqual({ trouble: 'path' });
    expect(readSource({ ...form, kind: 'log' })).toEqual({ trouble: 'profile' });
  });

  it('is the same one at the same place', () => {
    const ini = (practitioner: string | null) => ({ kind: 'pyxvital' as const, ini: 'p', practitioner });
    expect(sameSource(ini('1'), ini('1'))).toBe(true);
    expect(sameSource(ini('1'), ini('2'))).toBe(false);
    expect(sameSource(ini(null), { kind: 'lot_folder', path: 'p' })).toBe(false);
  });
});
