import { describe, expect, it } from 'vitest';
import { change, checking, judged, PROVIDERS, ways } from '../visual/move';
import { account, failing, NOW, well } from '../visual/scripted';
import {
  answered,
  conclusionLevel,
  countProblems,
  draftOf,
  emptyForm,
  formProblems,
  isUnderWay,
  lastFormer,
  offered,
  partPassed,
  stepOf,
  switchLevel,
  turnOf,
  usualSubmissionPort,
  viewOf,
  wayTaken,
  worthMoving,
  type Form,
} from './move';
import type { Cause, Relocation, Switch } from './protocol/protocol';
import { withSecurity } from './wizard';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

describe('what is shown', () => {
  const good = judged('good', NOW);
  const of = (relocation: Relocation | null, last: Switch | null, dismissed: number | null = null) =>
    viewOf(relocation, last, dismissed, NOW);

  it('begins with the form', () => {
    expect(of(null, null)).toBe('enter');
  });

  it('follows the check', () => {
    for (const kind of ['running', 'waiting', 'password_needed'] as const)
      expect(of(checking(kind, NOW), null)).toBe('checks');
    expect(of({ ...good, state: { kind: 'removing' } }, null)).toBe('checks');
    expect(of(good, null)).toBe('verdict');
  });

  it('is the switch while one is under way, whatever else', () => {
    for (const state of ['running', 'waiting', 'undoing'] as const)
      expect(of(good, { ...change('close', NOW), state }, 1)).toBe('switch');
  });

  it('stays with the end of a switch until it was read, or the transition is over', () => {
    expect(of(good, change('new', NOW))).toBe('switch');
    expect(of(null, change('new', NOW))).toBe('switch');
    expect(of(null, change('new', NOW), 1)).toBe('enter');
    expect(of(null, { ...change('new', NOW), transition_until: iso(NOW - 1) })).toBe('enter');
    expect(of(null, { ...change('new', NOW), transition_until: null })).toBe('enter');
  });

  it('tells of a switch that was undone for a day, then leads back to the check', () => {
    expect(of(good, change('old', NOW))).toBe('switch');
    expect(of(good, change('old', NOW), 1)).toBe('verdict');
    expect(of(null, change('old', NOW - 2 * DAY))).toBe('enter');
  });

  it('is the newer check after an older switch', () => {
    expect(of(good, change('new', NOW - DAY))).toBe('verdict');
    expect(of(checking('running', NOW), change('old', NOW - DAY))).toBe('checks');
  });

  it('stands under a named step', () => {
    expect(stepOf('enter', 'guide')).toBe('guide');
    expect(stepOf('checks', 'provider')).toBe('check');
    expect(stepOf('verdict', 'provider')).toBe('check');
    expect(stepOf('switch', 'provider')).toBe('switch');
  });
});

describe('the providers', () => {
  const ids = (search: string) => offered(PROVIDERS, search).map(({ id }) => id);

  it('are those that connect homes, until something is looked for', () => {
    expect(ids('')).toEqual(['reseau', 'fibre', 'haut-debit', 'campagne']);
    expect(ids('   ')).toEqual(ids(''));
  });

  it('are found by name, by what is on the box, and by domain, without accents', () => {
    expect(ids('reseau')).toEqual(['reseau']);
    expect(ids('RÉSEAU fixe')).toEqual(['reseau']);
    expect(ids('la boite')).toEqual(['fibre']);
    expect(ids('martin@quatre.example')).toEqual(['haut-debit']);
    expect(ids('gratuit')).toEqual(['courrier']);
    expect(ids('introuvable')).toEqual([]);
  });

  it('that begin so come first', () => {
    expect(ids('ex')[0]).toBe('reseau');
    expect(ids('oite')).toEqual(['fibre']);
  });
});

describe('the form', () => {
  const filled = (part: Partial<Form> = {}): Form => ({
    ...emptyForm([]),
    address: ' nouvelle@reseau.example ',
    password: 'motdepasse',
    consent: true,
    ...part,
  });

  it('chooses the mailbox that it can be about', () => {
    const one = well(account(1));
    const alarm = failing(account(2), 'pop_disabled', 'login');
    const former = { since: iso(NOW), until: iso(NOW), successor: 1 };
    expect(emptyForm([]).replaces).toBeNull();
    expect(emptyForm([one]).replaces).toBe(1);
    expect(emptyForm([one, alarm]).replaces).toBe(2);
    expect(emptyForm([alarm, failing(account(3), 'too_slow', 'login')]).replaces).toBeNull();
    expect(emptyForm([{ ...one, account: { ...one.account, training: true } }]).replaces).toBeNull();
    expect(emptyForm([one, { ...alarm, account: { ...alarm.account, former } }]).replaces).toBe(1);
  });

  it('asks for an address, a password and the consent', () => {
    expect(countProblems(formProblems(emptyForm([])))).toBe(3);
    expect(draftOf(emptyForm([]), [])).toBeNull();
    expect(countProblems(formProblems(filled()))).toBe(0);
  });

  it('leaves empty rows out, and wants a password’s address', () => {
    const existing = [
      { address: '', password: '' },
      { address: ' moi@reseau.example', password: '' },
      { address: 'autre@reseau.example', password: 'secret' },
    ];
    expect(draftOf(filled({ existing }), [])?.existing).toEqual([
      { address: 'moi@reseau.example', password: null },
      { address: 'autre@reseau.example', password: 'secret' },
    ]);
    const wrong = [
      { address: '', password: 'secret' },
      { address: 'moi', password: '' },
    ];
    expect(formProblems(filled({ existing: wrong })).existing).toEqual([0, 1]);
  });

  it('takes servers by hand only where they were asked for, and where they are named', () => {
    const pop = { host: ' POP.Reseau.example. ', port: '995', security: 'tls' as const, login: ' moi ' };
    expect(draftOf(filled({ pop }), [])).toMatchObject({ pop: null, login: null, submission: null });
    expect(draftOf(filled({ pop, byHand: true }), ['a.example'])).toMatchObject({
      address: 'nouvelle@reseau.example',
      pop: { host: 'pop.reseau.example', port: 995, security: 'tls' },
      login: 'moi',
      submission: null,
      approved_hosts: ['a.example'],
    });
    expect(
      formProblems(filled({ byHand: true, pop: { ...pop, host: 'pas un nom', port: '0' } })).pop,
    ).toEqual(['host', 'port']);
    expect(formProblems(filled({ byHand: true, pop: { ...pop, host: '', port: '0' } })).pop).toEqual([]);
  });

  it('moves the port of submission with its protection', () => {
    const server = emptyForm([]).submission;
    expect(withSecurity(server, 'starttls', usualSubmissionPort).port).toBe('587');
    expect(withSecurity({ ...server, port: '2465' }, 'starttls', usualSubmissionPort).port).toBe('2465');
  });
});

it('shows a conclusion by what it allows', () => {
  expect(conclusionLevel('good')).toBe('well');
  expect(conclusionLevel('probable')).toBe('attention');
  expect(conclusionLevel('inconclusive')).toBe('attention');
  for (const bad of [
    'alias',
    'same_mailbox',
    'not_empty',
    'no_pop',
    'forwards',
    'cannot_send',
    'unsafe',
  ] as const)
    expect(conclusionLevel(bad)).toBe('alarm');
});

describe('a switch', () => {
  it('says whose turn it is', () => {
    expect(turnOf(change('close', NOW))).toBe('close');
    expect(turnOf(change('enter', NOW))).toBe('enter');
    expect(turnOf(change('new', NOW))).toBeNull();
    expect(turnOf({ ...change('close', NOW), steps: [] })).toBe('other');
    const undoing: Switch = {
      ...change('enter', NOW),
      state: 'undoing',
      steps: [{ step: 'write_settings', label: { key: 'x', args: {} }, state: 'person', remark: null }],
    };
    expect(turnOf(undoing)).toBe('enter');
    expect(turnOf({ ...undoing, values: [] })).toBe('other');
  });

  it('is shown by its end and by what asks for a look', () => {
    expect(switchLevel(change('new', NOW))).toBe('well');
    expect(switchLevel(change('close', NOW))).toBe('attention');
    expect(switchLevel(change('old', NOW))).toBe('unknown');
    expect(isUnderWay(change('close', NOW))).toBe(true);
    expect(isUnderWay(change('old', NOW))).toBe(false);
    expect(isUnderWay(null)).toBe(false);
  });

  it('writes the password only where that is asked and agreed to', () => {
    const [profile, guided] = ways();
    if (!profile || !guided) throw new Error('two ways');
    expect(wayTaken(profile, true)).toMatchObject({ password: true });
    expect(wayTaken(profile, false)).toMatchObject({ password: false });
    expect(wayTaken({ ...profile, asks_for_password: false }, true)).toMatchObject({ password: false });
    expect(wayTaken(guided, true)).toEqual({ kind: 'guided' });
  });
});

it('counts the checks that came to an answer', () => {
  expect(answered(['well', 'bad', 'unknown', 'running', 'waiting'])).toBe(3);
});

it('measures a wait', () => {
  expect(partPassed(iso(NOW - HOUR), iso(NOW + HOUR), NOW)).toBeCloseTo(0.5);
  expect(partPassed(iso(NOW), iso(NOW), NOW)).toBe(1);
  expect(partPassed(iso(NOW + HOUR), iso(NOW + 2 * HOUR), NOW)).toBe(0);
  expect(partPassed('', '', NOW)).toBe(1);
});

describe('another mailbox', () => {
  const lasting = (cause: Cause, hours: number) => {
    const box = failing(account(1), cause, 'login');
    if (box.situation.kind !== 'failing') throw new Error('it fails');
    return { ...box, situation: { ...box.situation, since: iso(NOW - hours * HOUR) } };
  };

  it('is worth a thought where the access is closed, or the server long away', () => {
    expect(worthMoving(lasting('pop_disabled', 0), NOW)).toBe(true);
    expect(worthMoving(lasting('connect_timeout', 23), NOW)).toBe(false);
    expect(worthMoving(lasting('connect_timeout', 24), NOW)).toBe(true);
    expect(worthMoving(lasting('password_refused', 48), NOW)).toBe(false);
    expect(worthMoving(well(account(1)), NOW)).toBe(false);
  });

  it('is not for the training ground, nor for a mailbox that was replaced', () => {
    const closed = lasting('pop_disabled', 48);
    const former = { since: iso(NOW), until: iso(NOW), successor: 2 };
    expect(worthMoving({ ...closed, account: { ...closed.account, training: true } }, NOW)).toBe(false);
    expect(worthMoving({ ...closed, account: { ...closed.account, former } }, NOW)).toBe(false);
    expect(lastFormer([closed])).toBeNull();
    const first = { ...closed, account: { ...closed.account, former: { ...former, since: iso(NOW - DAY) } } };
    const last = { ...closed, account: { ...account(9), former } };
    expect(lastFormer([first, last])?.account.id).toBe(9);
  });
});
