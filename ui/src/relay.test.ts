import { describe, expect, it } from 'vitest';
import { change } from '../visual/move';
import { course, CREDENTIALS, RELAYS, relayWays } from '../visual/relay';
import { account, NOW, Scripted, well } from '../visual/scripted';
import { Agent } from './agent.svelte';
import { turnOf, viewOf } from './move';
import {
  changeOf,
  courseShown,
  credentialValues,
  ofMailbox,
  readPorts,
  relayLevel,
  seenSince,
  senderOf,
  withPassword,
} from './relay';

const DAY = 24 * 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

describe('how the relay is shown', () => {
  it('is neither good nor bad while nobody uses it', () => {
    expect(relayLevel(RELAYS.off(NOW))).toBe('unknown');
    expect(relayLevel(RELAYS.ready(NOW))).toBe('unknown');
    const taken = { ...RELAYS.taken(NOW), in_use: false };
    expect(relayLevel(taken)).toBe('attention');
  });

  it('is well once the billing software came, and an alarm where it finds nobody', () => {
    expect(relayLevel(RELAYS.unseen(NOW))).toBe('unknown');
    expect(relayLevel(RELAYS.well(NOW))).toBe('well');
    expect(relayLevel(RELAYS.needed(NOW))).toBe('alarm');
  });

  it('is as bad as the worst trouble', () => {
    expect(relayLevel(RELAYS.attention(NOW))).toBe('attention');
    expect(relayLevel(RELAYS.worst(NOW))).toBe('alarm');
  });
});

describe('the course to the relay', () => {
  it('is told on its own page, and a switch of mailboxes is not', () => {
    const to = course('enter', NOW);
    expect(courseShown(to, null, NOW)).toBe(to);
    expect(courseShown(change('enter', NOW), null, NOW)).toBeNull();
    expect(ofMailbox(to)).toBeNull();
    expect(viewOf(null, ofMailbox(to), null, NOW)).toBe('enter');
  });

  it('stays for a day, or until it was read', () => {
    const done = course('new', NOW);
    expect(courseShown(done, null, NOW)).toBe(done);
    expect(courseShown(done, done.id, NOW)).toBeNull();
    expect(courseShown(done, null, NOW + 2 * DAY)).toBeNull();
    expect(courseShown(course('enter', NOW), 7, NOW)).not.toBeNull();
  });

  it('has worked once the billing software logged in after it', () => {
    const done = course('new', NOW);
    expect(seenSince(done, RELAYS.unseen(NOW))).toBe(false);
    expect(seenSince(done, { ...RELAYS.well(NOW), last_login: iso(NOW - DAY) })).toBe(false);
    expect(seenSince(done, { ...RELAYS.well(NOW), last_login: iso(NOW) })).toBe(true);
    expect(seenSince(course('seen', NOW), null)).toBe(true);
    expect(seenSince(course('enter', NOW), RELAYS.well(NOW))).toBe(false);
    expect(seenSince(course('back-new', NOW), { ...RELAYS.well(NOW), last_login: iso(NOW) })).toBe(false);
  });

  it('asks for a last collection in so many words', () => {
    expect(turnOf(course('back-collect', NOW))).toBe('collect');
    expect(turnOf(course('enter', NOW))).toBe('enter');
  });

  it('shows the password of the relay in its place, once it is known', () => {
    const { values } = course('enter', NOW);
    expect(withPassword(values, null)).toEqual(values);
    expect(withPassword(values, 'geheim').filter(({ value }) => value === 'geheim')).toHaveLength(1);
    const mailbox = change('enter', NOW).values;
    expect(withPassword(mailbox, 'geheim')).toEqual(mailbox);
  });
});

describe('what is entered', () => {
  const keyed = (sender: string | null, without: boolean) =>
    new Map(credentialValues(CREDENTIALS, sender, without).map((value) => [value.label.key, value]));

  it('holds everything that a settings screen asks for', () => {
    const values = keyed('a@b.example', false);
    expect(values.get('relay-value-pop-port')?.value).toBe('1110');
    expect(values.get('relay-value-smtp-port')?.value).toBe('1587');
    expect(values.get('relay-value-login')?.value).toBe(CREDENTIALS.login);
    expect(values.get('relay-value-password')?.value).toBe(CREDENTIALS.password);
    expect(values.get('relay-value-sender')?.value).toBe('a@b.example');
    expect(values.get('relay-value-smtp-authentication')?.remark?.key).toBe('relay-remark-authentication');
  });

  it('says so where sending needs no password, and leaves out an address that is not known', () => {
    const values = keyed(null, true);
    expect(values.has('relay-value-sender')).toBe(false);
    expect(values.get('relay-value-smtp-authentication')?.remark?.key).toBe(
      'relay-remark-authentication-none',
    );
  });

  it('sends from the current mailbox', () => {
    const relay = RELAYS.two(NOW);
    expect(senderOf(relay, [well(account(1, 'a@b.example'))])).toBe('a@b.example');
    expect(senderOf(relay, [])).toBeNull();
    expect(senderOf(RELAYS.off(NOW), [well(account(1))])).toBeNull();
  });
});

describe('the ports', () => {
  it('are two different numbers', () => {
    expect(readPorts({ pop: ' 110 ', smtp: '25' })).toEqual({ ports: { pop: 110, smtp: 25 } });
    expect(readPorts({ pop: '0', smtp: '65536' })).toEqual({ problems: ['pop', 'smtp'] });
    expect(readPorts({ pop: '1110', smtp: 'x' })).toEqual({ problems: ['smtp'] });
    expect(readPorts({ pop: '1110', smtp: '1110' })).toEqual({ problems: ['same'] });
  });

  it('change alone', () => {
    expect(changeOf({ pop_port: 110 })).toEqual({
      pop_port: 110,
      smtp_port: null,
      sending_without_login: null,
      submission: null,
      host_approved: false,
      in_use: null,
    });
  });
});

describe('every sentence of the scripted relay', () => {
  it('is in the catalogue', () => {
    const { words } = new Agent(new Scripted('well'));
    const missing: string[] = [];
    const look = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(look);
      else if (value !== null && typeof value === 'object') {
        if ('key' in value && 'args' in value && !words.has(String(value.key)))
          missing.push(String(value.key));
        Object.values(value).forEach(look);
      }
    };
    for (const make of Object.values(RELAYS)) look(make(NOW));
    for (const scene of ['enter', 'new', 'seen', 'back-collect', 'back-new'] as const)
      look(course(scene, NOW));
    look([relayWays(false), relayWays(true)]);
    look(credentialValues(CREDENTIALS, 'a@b.example', false));
    expect(missing).toEqual([]);
  });
});
