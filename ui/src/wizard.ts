import type { Candidate, MailboxDraft, Refusal, Security, Server, Text } from './protocol/protocol';

/** Where the set-up of a mailbox stands. `approve` and `plain` appear only where they are needed. */
export type Step =
  'address' | 'server' | 'approve' | 'plain' | 'password' | 'check' | 'practice' | 'finished';

/** The steps that the progress line names. */
export const NAMED_STEPS = ['address', 'server', 'password', 'check', 'practice'] as const;
export type NamedStep = (typeof NAMED_STEPS)[number];

/** A server as typed in. */
export interface ManualServer {
  host: string;
  port: string;
  security: Security;
  login: string;
}

/** The set-up so far. It holds no password: that stays in the field and goes to the agent. */
export interface Wizard {
  step: Step;
  address: string;
  /** Servers found, best first; `null` before the search. */
  candidates: readonly Candidate[] | null;
  providerName: string | null;
  advice: Text | null;
  /** Which candidate was chosen, or the server typed in. */
  choice: number | 'manual';
  manual: ManualServer;
  /** Hosts that the user agreed to by name. */
  approved: readonly string[];
  /** Hosts for which the agent demands that agreement. */
  unapproved: readonly string[];
  /** The user read the sentence on clear text and agreed, for this host. */
  plainApproved: string | null;
}

/** What will be asked and given: the server, the user name, the provider. */
export interface Chosen {
  server: Server;
  login: string;
  provider: string | null;
}

export function begin(): Wizard {
  return {
    step: 'address',
    address: '',
    candidates: null,
    providerName: null,
    advice: null,
    choice: 0,
    manual: { host: '', port: '995', security: 'tls', login: '' },
    approved: [],
    unapproved: [],
    plainApproved: null,
  };
}

/** A first look before the agent parses it: something, one @, a domain with a dot, nothing blank. */
export function looksLikeAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(text);
}

/** The search for the address's servers has ended. Consents given for another address are forgotten. */
export function found(
  address: string,
  candidates: readonly Candidate[],
  providerName: string | null,
  advice: Text | null,
): Wizard {
  return {
    ...begin(),
    step: 'server',
    address,
    candidates,
    providerName,
    advice,
    choice: candidates.length > 0 ? 0 : 'manual',
    manual: { ...begin().manual, login: address },
  };
}

export type ManualProblem = 'host' | 'port' | 'login';

/** What is wrong with the server typed in. */
export function manualProblems(manual: ManualServer): ManualProblem[] {
  const problems: ManualProblem[] = [];
  if (!isHost(manual.host)) problems.push('host');
  if (!/^[0-9]{1,5}$/.test(manual.port) || Number(manual.port) < 1 || Number(manual.port) > 65_535)
    problems.push('port');
  if (manual.login.trim() === '' || manual.login.length > 254) problems.push('login');
  return problems;
}

/** A host's name as the agent wants it: lower case, no dot at the end. */
export function plainHost(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, '');
}

function isHost(text: string): boolean {
  const host = plainHost(text);
  if (host.length === 0 || host.length > 253) return false;
  if (host.includes(':')) return /^[0-9a-fA-F:.]+$/.test(host);
  return host.split('.').every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label));
}

/** The usual port for a protection. */
export function usualPort(security: Security): string {
  return security === 'tls' ? '995' : '110';
}

/** The same with another protection; a port that was the usual one follows it. */
export function withSecurity(
  manual: ManualServer,
  security: Security,
  usual: (security: Security) => string = usualPort,
): ManualServer {
  const port = manual.port === usual(manual.security) ? usual(security) : manual.port;
  return { ...manual, security, port };
}

/** What was chosen; `null` while there is nothing valid. */
export function chosen(wizard: Wizard): Chosen | null {
  if (wizard.choice === 'manual') {
    const { manual } = wizard;
    if (manualProblems(manual).length > 0) return null;
    return {
      server: {
        host: plainHost(manual.host),
        port: Number(manual.port),
        security: manual.security,
      },
      login: manual.login.trim(),
      provider: null,
    };
  }
  const candidate = wizard.candidates?.[wizard.choice];
  return candidate
    ? { server: candidate.server, login: candidate.login, provider: candidate.provider }
    : null;
}

/** Whether the user must still agree to the chosen host by name. */
export function needsApproval(wizard: Wizard): boolean {
  const host = chosen(wizard)?.server.host;
  if (host === undefined || wizard.approved.includes(host)) return false;
  const candidate = wizard.choice === 'manual' ? null : wizard.candidates?.[wizard.choice];
  return (candidate?.needs_approval ?? false) || wizard.unapproved.includes(host);
}

/** The server was chosen: on to what it needs. Stays where nothing valid is chosen. */
export function afterServer(wizard: Wizard): Wizard {
  const server = chosen(wizard)?.server;
  if (!server) return wizard;
  if (needsApproval(wizard)) return { ...wizard, step: 'approve' };
  if (server.security === 'plain' && wizard.plainApproved !== server.host)
    return { ...wizard, step: 'plain' };
  return { ...wizard, step: 'password' };
}

/** The user agreed to the chosen host by name. */
export function approve(wizard: Wizard): Wizard {
  const host = chosen(wizard)?.server.host;
  return host === undefined ? wizard : afterServer({ ...wizard, approved: [...wizard.approved, host] });
}

/** The user read the sentence on clear text and agreed. */
export function approvePlain(wizard: Wizard): Wizard {
  const host = chosen(wizard)?.server.host;
  return host === undefined ? wizard : afterServer({ ...wizard, plainApproved: host });
}

/** What is sent to the agent; `null` while something is missing. */
export function draft(wizard: Wizard, password: string): MailboxDraft | null {
  const choice = chosen(wizard);
  if (!choice || password === '') return null;
  return {
    address: wizard.address,
    login: choice.login,
    server: choice.server,
    provider: choice.provider,
    password,
    host_approved: wizard.approved.includes(choice.server.host),
    clear_text_approved: choice.server.security === 'plain' && wizard.plainApproved === choice.server.host,
  };
}

/** The agent refused: to the step where the user can act on it. */
export function afterRefusal(wizard: Wizard, refusal: Refusal): Wizard {
  switch (refusal.type) {
    case 'host_not_approved':
      return {
        ...wizard,
        step: 'approve',
        approved: wizard.approved.filter((host) => host !== refusal.host),
        unapproved: [...wizard.unapproved, refusal.host],
      };
    case 'clear_text_refused':
      return { ...wizard, step: 'server', plainApproved: null };
    case 'already_watched':
      return { ...wizard, step: 'address' };
    default:
      return wizard;
  }
}

/** One step back; `null` at the first, and after the mailbox was added. */
export function back(wizard: Wizard): Step | null {
  switch (wizard.step) {
    case 'server':
      return 'address';
    case 'approve':
    case 'plain':
    case 'password':
      return 'server';
    case 'check':
      return 'password';
    default:
      return null;
  }
}

/** The named step under which a step stands. */
export function named(step: Step): NamedStep {
  if (step === 'approve' || step === 'plain') return 'server';
  return step === 'finished' ? 'practice' : step;
}
