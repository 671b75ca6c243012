import { describe, expect, it } from 'vitest';
import { NOW, Scripted } from '../visual/scripted';
import { BULLETINS, STEERINGS } from '../visual/support';
import { Agent } from './agent.svelte';
import { draftOf, formProblems, recommendedForm } from './move';
import { hasAsks, managedReason, partBulletins, serverName, telephone } from './support';

describe('a telephone number', () => {
  it('is written so that it can be read out', () => {
    expect(telephone('0299123456')).toBe('02\u00a099\u00a012\u00a034\u00a056');
    expect(telephone('+33299123456')).toBe('+33\u00a02\u00a099\u00a012\u00a034\u00a056');
    expect(telephone('3646')).toBe('3646');
    expect(telephone('<b>36</b>46')).toBe('3646');
  });
});

describe('bulletins', () => {
  it('come first where something is broken, until they were read', () => {
    const { first, later } = partBulletins(BULLETINS.incident(NOW));
    expect([first.length, later.length]).toEqual([1, 0]);
    const all = partBulletins(BULLETINS.all(NOW));
    expect(all.first).toEqual([]);
    expect(all.later.map(({ id }) => id)).toEqual(['page', 'appel', 'coupure']);
  });

  it('are marked as read by the agent', async () => {
    const backend = new Scripted('well', 'fr', 'none', { bulletins: 'incident' });
    await backend.call({ type: 'bulletin_read', id: 'coupure' });
    expect(partBulletins(backend.state.bulletins ?? []).first).toEqual([]);
  });
});

describe('what support manages', () => {
  it('is locked with its reason, and nothing else', () => {
    const steering = STEERINGS.managed(NOW);
    expect(managedReason(steering, 'interval_minutes')).toContain('fournisseur');
    expect(managedReason(steering, 'language')).toBeNull();
    expect(managedReason(null, 'interval_minutes')).toBeNull();
  });
});

describe('what support asks', () => {
  it('is shown where there is something', () => {
    expect(hasAsks(null)).toBe(false);
    expect(hasAsks(STEERINGS.enrolled(NOW))).toBe(false);
    expect(hasAsks(STEERINGS.asks(NOW))).toBe(true);
  });

  it('names a port only where the names are the same', () => {
    const one = { host: 'pop.un.example', port: 995, security: 'tls' as const };
    expect(serverName(one, { ...one, host: 'pop.deux.example' })).toBe('pop.un.example');
    expect(serverName(one, { ...one, port: 110 })).toBe('pop.un.example:995');
  });

  it('fills the servers of a recommended mailbox in, and never address, password or consent', () => {
    const place = STEERINGS.asks(NOW).recommended;
    if (!place) throw new Error('a mailbox is recommended');
    const form = recommendedForm(place, []);
    expect(form.pop).toEqual({ host: 'pop.reseau.example', port: '995', security: 'tls', login: '' });
    expect(form.submission.host).toBe('smtp.reseau.example');
    expect([form.address, form.password, form.consent]).toEqual(['', '', false]);
    expect(formProblems(form).pop).toEqual([]);
    expect(recommendedForm({ ...place, submission: null }, []).submission.host).toBe('');
  });

  it('makes the user name of a recommended mailbox from the address', () => {
    const place = STEERINGS.asks(NOW).recommended;
    if (!place) throw new Error('a mailbox is recommended');
    const filled = (login: 'full_address' | 'local_part') => ({
      ...recommendedForm({ ...place, login }, []),
      address: ' cabinet@reseau.example ',
      password: 'secret',
      consent: true,
    });
    const login = (form: ReturnType<typeof filled>) => draftOf(form, [])?.login;
    expect(login(filled('full_address'))).toBe('cabinet@reseau.example');
    const local = filled('local_part');
    expect(login(local)).toBe('cabinet');
    expect(login({ ...local, pop: { ...local.pop, login: 'autre' } })).toBe('autre');
    expect(login({ ...local, pop: { ...local.pop, host: 'pop.autre.example' } })).toBeNull();
    expect(login({ ...local, byHand: false })).toBeNull();
  });
});

describe('the agent', () => {
  it('tells of relay and support when the line is up, and again when they change', async () => {
    const backend = new Scripted('well', 'fr', 'none', { relay: 'ready', steering: 'asks' });
    const agent = new Agent(backend);
    agent.start();
    await expect.poll(() => agent.rest).toBe('known');
    expect(agent.relay?.on).toBe(true);
    expect(agent.steering?.proposals).toHaveLength(1);
    for (const { account, to } of backend.steering.proposals)
      await backend.call({ type: 'agree_to_server', account, to });
    expect(agent.steering?.proposals).toHaveLength(0);
    await backend.call({ type: 'relay_off', even_in_use: false });
    expect(agent.relay?.on).toBe(false);
    agent.stop();
  });

  it('of an older release knows neither, and the page still works', async () => {
    const backend = new Scripted('well');
    const call = backend.call.bind(backend);
    backend.call = (request) =>
      request.type === 'relay' || request.type === 'steering'
        ? Promise.reject(new Error('not possible'))
        : call(request);
    const agent = new Agent(backend);
    agent.start();
    await expect.poll(() => agent.rest).toBe('known');
    expect([agent.relay, agent.steering]).toEqual([null, null]);
    expect(agent.link.kind).toBe('up');
    agent.stop();
  });
});
