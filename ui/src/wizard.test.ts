import { describe, expect, it } from 'vitest';
import type { Candidate } from './protocol/protocol';
import {
  afterRefusal,
  afterServer,
  approve,
  approvePlain,
  back,
  begin,
  chosen,
  draft,
  found,
  looksLikeAddress,
  manualProblems,
  named,
  withSecurity,
  type Wizard,
} from './wizard';

const known: Candidate = {
  server: { host: 'pop.fournisseur.example', port: 995, security: 'tls' },
  login: 'cabinet',
  provider: 'fournisseur',
  source: 'provider_table',
  needs_approval: false,
};
const outside: Candidate = {
  server: { host: 'pop.ailleurs.example', port: 110, security: 'starttls' },
  login: 'cabinet@fournisseur.example',
  provider: null,
  source: 'service_record',
  needs_approval: true,
};
const ADDRESS = 'cabinet@fournisseur.example';
const afterSearch = (...candidates: Candidate[]) => found(ADDRESS, candidates, null, null);
const typed = (wizard: Wizard, part: Partial<Wizard['manual']>): Wizard => ({
  ...wizard,
  choice: 'manual',
  manual: { ...wizard.manual, ...part },
});

describe('the address', () => {
  it.each(['cabinet@fournisseur.example', 'a.b+c@x.y.example', 'é@ü.example'])('%s passes', (address) => {
    expect(looksLikeAddress(address)).toBe(true);
  });
  it.each([
    '',
    'cabinet',
    'a@b',
    '@x.example',
    'a b@x.example',
    'a@@x.example',
    `${'a'.repeat(250)}@x.example`,
  ])('%s does not', (address) => {
    expect(looksLikeAddress(address)).toBe(false);
  });
});

describe('the server', () => {
  it('is the best one found, and goes straight on to the password', () => {
    const wizard = afterServer(afterSearch(known, outside));
    expect(wizard.step).toBe('password');
    expect(draft(wizard, 'geheim')).toEqual({
      address: ADDRESS,
      login: 'cabinet',
      server: known.server,
      provider: 'fournisseur',
      password: 'geheim',
      host_approved: false,
      clear_text_approved: false,
    });
  });

  it('outside must be agreed to by name, once', () => {
    const asked = afterServer({ ...afterSearch(known, outside), choice: 1 });
    expect(asked.step).toBe('approve');
    const agreed = approve(asked);
    expect(agreed.step).toBe('password');
    expect(draft(agreed, 'geheim')?.host_approved).toBe(true);
    expect(afterServer({ ...agreed, step: 'server' }).step).toBe('password');
    // The consent is to that host alone.
    expect(draft({ ...agreed, choice: 0 }, 'geheim')?.host_approved).toBe(false);
  });

  it('is typed in where none was found', () => {
    const wizard = afterSearch();
    expect(wizard.choice).toBe('manual');
    expect(wizard.manual.login).toBe(ADDRESS);
    expect(chosen(wizard)).toBeNull();
    expect(afterServer(wizard).step).toBe('server');
    const entered = typed(wizard, { host: ' POP.Inconnu.example. ' });
    expect(chosen(entered)?.server).toEqual({ host: 'pop.inconnu.example', port: 995, security: 'tls' });
    expect(afterServer(entered).step).toBe('password');
  });

  it('in clear text needs the sentence read, for this host alone', () => {
    const plain = typed(afterSearch(), { host: 'pop.vieux.example', security: 'plain', port: '110' });
    const asked = afterServer(plain);
    expect(asked.step).toBe('plain');
    expect(draft(asked, 'geheim')?.clear_text_approved).toBe(false);
    const agreed = approvePlain(asked);
    expect(agreed.step).toBe('password');
    expect(draft(agreed, 'geheim')?.clear_text_approved).toBe(true);
    expect(afterServer(typed(agreed, { host: 'pop.autre.example' })).step).toBe('plain');
    // With TLS the consent to clear text is never sent along.
    expect(draft(typed(agreed, { security: 'tls' }), 'geheim')?.clear_text_approved).toBe(false);
  });

  it.each([
    ['host', { host: '' }],
    ['host', { host: 'pop fournisseur' }],
    ['host', { host: '-pop.example' }],
    ['port', { host: 'pop.example', port: '0' }],
    ['port', { host: 'pop.example', port: '65536' }],
    ['port', { host: 'pop.example', port: '99x' }],
    ['login', { host: 'pop.example', login: ' ' }],
  ])('%s is wrong in %o', (problem, part) => {
    expect(manualProblems({ ...afterSearch().manual, ...part })).toContain(problem);
  });

  it('may be a literal address', () => {
    expect(manualProblems({ ...afterSearch().manual, host: '127.0.0.1' })).toEqual([]);
    expect(manualProblems({ ...afterSearch().manual, host: '::1' })).toEqual([]);
  });

  it('changes its usual port with the protection, never a port of the user’s own', () => {
    const manual = afterSearch().manual;
    expect(withSecurity(manual, 'starttls').port).toBe('110');
    expect(withSecurity({ ...manual, port: '9995' }, 'starttls').port).toBe('9995');
  });
});

describe('the agent’s refusals', () => {
  it('lead to where the user can act', () => {
    const wizard = afterServer(typed(afterSearch(), { host: 'pop.ailleurs.example' }));
    expect(wizard.step).toBe('password');
    const refused = afterRefusal(wizard, { type: 'host_not_approved', host: 'pop.ailleurs.example' });
    expect(refused.step).toBe('approve');
    expect(draft(approve(refused), 'x')?.host_approved).toBe(true);
    expect(afterRefusal(wizard, { type: 'clear_text_refused' }).step).toBe('server');
    expect(afterRefusal(wizard, { type: 'already_watched' }).step).toBe('address');
    expect(afterRefusal(wizard, { type: 'record_unavailable' })).toBe(wizard);
  });
});

describe('the steps', () => {
  it('go back one by one, and not once the mailbox is added', () => {
    const at = (step: Wizard['step']) => back({ ...begin(), step });
    expect(at('address')).toBeNull();
    expect(at('server')).toBe('address');
    expect(at('approve')).toBe('server');
    expect(at('plain')).toBe('server');
    expect(at('password')).toBe('server');
    expect(at('check')).toBe('password');
    expect(at('practice')).toBeNull();
    expect(at('finished')).toBeNull();
  });

  it('stand under a name', () => {
    expect(named('approve')).toBe('server');
    expect(named('plain')).toBe('server');
    expect(named('finished')).toBe('practice');
    expect(named('check')).toBe('check');
  });

  it('forget consents when the address changes', () => {
    const agreed = approve(afterServer({ ...afterSearch(outside), choice: 0 }));
    expect(agreed.approved).toEqual(['pop.ailleurs.example']);
    expect(found('autre@x.example', [outside], null, null).approved).toEqual([]);
  });

  it('send nothing without a password', () => {
    expect(draft(afterSearch(known), '')).toBeNull();
  });
});
