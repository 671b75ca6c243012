import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCENES, Scripted } from '../visual/scripted';
import { Agent, BOOK_PAUSE, problemText, refusalText } from './agent.svelte';
import { delayAfter } from './backoff';
import { Refused, Silent } from './backend';
import type { Refusal } from './protocol/protocol';
import { Words } from './words';

/** Without the difference between spaces. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, ' ');
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function connected(scene: keyof typeof SCENES = 'well') {
  const backend = new Scripted(scene);
  const agent = new Agent(backend);
  agent.start();
  await vi.advanceTimersByTimeAsync(0);
  return { agent, backend };
}

describe('the line', () => {
  it('is up once the agent has told its state and settings', async () => {
    const { agent } = await connected();
    expect(agent.link.kind).toBe('up');
    expect(agent.status?.level).toBe('well');
    expect(agent.settings?.interval_minutes).toBe(10);
    expect(agent.words.language).toBe('fr');
    agent.stop();
  });

  it('comes back by itself, later and later', async () => {
    const { agent, backend } = await connected();
    backend.cut();
    expect(agent.link).toMatchObject({ kind: 'silent', nextAt: Date.now() + 500 });
    await vi.advanceTimersByTimeAsync(500);
    expect(agent.link).toMatchObject({ kind: 'silent', nextAt: Date.now() + 1000 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(agent.link).toMatchObject({ kind: 'silent', nextAt: Date.now() + 2000 });
    backend.answering = true;
    await vi.advanceTimersByTimeAsync(2000);
    expect(agent.link.kind).toBe('up');
    // The next loss begins anew.
    backend.cut();
    expect(agent.link).toMatchObject({ nextAt: Date.now() + 500 });
    agent.stop();
  });

  it('is tried at once when the user has started the agent', async () => {
    const backend = new Scripted('well');
    backend.answering = false;
    const agent = new Agent(backend);
    agent.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(agent.link.kind).toBe('silent');
    await backend.startAgent();
    agent.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(agent.link.kind).toBe('up');
    agent.stop();
  });

  it('is not tried again with an agent of another version', async () => {
    const backend = new Scripted('well');
    backend.version = { type: 'foreign_version', agent: 2, face: 1 };
    const agent = new Agent(backend);
    agent.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(agent.link).toEqual({ kind: 'foreign', agent: 2, face: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is left alone once the page has gone', async () => {
    const { agent, backend } = await connected();
    backend.cut();
    agent.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not hear a line that was given up', async () => {
    const { agent, backend } = await connected();
    backend.cut();
    backend.answering = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(agent.link.kind).toBe('up');
    agent.stop();
    backend.show(SCENES.alarm());
    expect(agent.status?.level).toBe('well');
  });
});

it('waits at most ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(delayAfter)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(delayAfter(100_000)).toBe(10_000);
});

describe('events', () => {
  it('change what is shown', async () => {
    const { agent, backend } = await connected();
    backend.show(SCENES.alarm());
    expect(agent.status?.level).toBe('alarm');
    backend.tell({ type: 'settings', settings: { ...backend.settings, language: 'en' } });
    expect(agent.words.language).toBe('en');
    agent.stop();
  });

  it('leave the language as the agent speaks it while none is set', async () => {
    const { agent, backend } = await connected();
    backend.tell({ type: 'settings', settings: { ...backend.settings, language: 'en' } });
    backend.tell({ type: 'settings', settings: { ...backend.settings, language: null } });
    expect(agent.words.language).toBe('fr');
    agent.stop();
  });

  it('of the book are told at once, and together where they crowd', async () => {
    const { agent, backend } = await connected();
    const before = agent.bookChanges;
    for (let time = 0; time < 50; time += 1) backend.tell({ type: 'book_changed', account: 1 });
    expect(agent.bookChanges).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(BOOK_PAUSE);
    expect(agent.bookChanges).toBe(before + 2);
    await vi.advanceTimersByTimeAsync(10 * BOOK_PAUSE);
    expect(agent.bookChanges).toBe(before + 2);
    // What changed while nobody listened is asked for when the line is back.
    backend.cut();
    backend.answering = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(agent.bookChanges).toBe(before + 3);
    agent.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tell moments in the practice’s zone', async () => {
    const { agent, backend } = await connected();
    const said = () => plain(agent.words.time(new Date('2026-11-23T09:00:00Z')));
    expect(said()).toBe('10 h 00');
    backend.tell({ type: 'settings', settings: { ...backend.settings, department: '974' } });
    expect(said()).toBe('13 h 00');
    backend.tell({ type: 'settings', settings: { ...backend.settings, department: null } });
    expect(said()).toBe('10 h 00');
    agent.stop();
  });

  it('tell the phases of a check, and forget them when it has ended', async () => {
    const { agent, backend } = await connected();
    backend.tell({ type: 'check_progress', account: 1, phase: 'dns', ms: null });
    backend.tell({ type: 'check_progress', account: 1, phase: 'dns', ms: 12 });
    backend.tell({ type: 'check_progress', account: 1, phase: 'connect', ms: null });
    expect(agent.progress.get(1)).toEqual([
      { phase: 'dns', ms: 12 },
      { phase: 'connect', ms: null },
    ]);
    backend.tell({ type: 'check_progress', account: 1, phase: 'dns', ms: null });
    expect(agent.progress.get(1)).toEqual([{ phase: 'dns', ms: null }]);
    backend.show(SCENES.well());
    expect(agent.progress.get(1)).toBeUndefined();
    agent.stop();
  });
});

describe('a refusal', () => {
  const words = new Words('fr');
  const every: Refusal[] = [
    { type: 'foreign_version', agent: 2, face: 1 },
    { type: 'hello_expected' },
    { type: 'malformed', what: 'x', column: 3 },
    { type: 'too_long' },
    { type: 'out_of_range', field: 'interval_minutes' },
    { type: 'unknown_mailbox' },
    { type: 'already_watched' },
    { type: 'host_not_approved', host: 'pop.ailleurs.example' },
    { type: 'clear_text_refused' },
    { type: 'secret_unavailable', locked: true },
    { type: 'too_soon', seconds: 42 },
    { type: 'record_unavailable' },
    { type: 'not_possible' },
  ];

  it.each(every)('is told in words: $type', (refusal) => {
    const said = refusalText(words, refusal);
    expect(said).not.toMatch(/[[{]/);
    expect(said.length).toBeGreaterThan(20);
  });

  it('says how long to wait', () => {
    expect(plain(refusalText(words, { type: 'too_soon', seconds: 42 }))).toContain('42 secondes');
  });

  it('is told apart from silence', () => {
    expect(problemText(words, new Silent())).toBe(words.t('window-silent-title'));
    expect(problemText(words, new Refused({ type: 'unknown_mailbox' }))).not.toBe(
      words.t('window-silent-title'),
    );
    expect(problemText(words, new Error('x'))).toBe(words.t('window-failed'));
  });
});
