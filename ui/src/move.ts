import type {
  AccountId,
  CheckState,
  Conclusion,
  Level,
  MailboxStatus,
  ProviderChoice,
  RecommendedPlace,
  Relocation,
  RelocationDraft,
  Security,
  Server,
  Situation,
  Switch,
  SwitchId,
  WayOffered,
} from './protocol/protocol';
import { looksLikeAddress, manualProblems, plainHost, usualPort, type ManualServer } from './wizard';

/** The steps that the progress line names. */
export const MOVE_STEPS = ['provider', 'guide', 'addresses', 'check', 'switch'] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

/** What the page shows: a part of the form, or how far the agent has got. */
export type View = 'enter' | 'checks' | 'verdict' | 'switch';

/** A switch that has been undone is told of for a day. */
const TOLD_FOR = 24 * 3600 * 1000;

/** Whether a switch is on its way, forward or back. */
export function isUnderWay(change: Switch | null): boolean {
  return change !== null && change.state !== 'new' && change.state !== 'old';
}

/**
 * What is to be shown, from what the agent tells.
 * @param dismissed The switch whose end the person has read.
 */
export function viewOf(
  relocation: Relocation | null,
  change: Switch | null,
  dismissed: SwitchId | null,
  now: number,
): View {
  if (isUnderWay(change)) return 'switch';
  const ended = change?.ended ? Date.parse(change.ended) : null;
  const read = change === null || change.id === dismissed;
  if (relocation && (read || ended === null || Date.parse(relocation.began) > ended))
    return relocation.state.kind === 'judged' ? 'verdict' : 'checks';
  if (change === null || read || ended === null) return 'enter';
  const until = change.transition_until === null ? ended : Date.parse(change.transition_until);
  return now < (change.state === 'new' ? until : ended + TOLD_FOR) ? 'switch' : 'enter';
}

/** The named step under which something is shown. */
export function stepOf(view: View, entering: Exclude<MoveStep, 'check' | 'switch'>): MoveStep {
  if (view === 'enter') return entering;
  return view === 'switch' ? 'switch' : 'check';
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/**
 * The providers that fit what is looked for, in their order; those that connect homes alone where nothing is.
 * A provider that has every word looked for at the beginning of a word of its own comes first.
 */
export function offered(providers: readonly ProviderChoice[], search: string): ProviderChoice[] {
  const looked = folded(search)
    .replace(/^.*@/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (looked.length === 0) return providers.filter((provider) => provider.is_access_provider);
  const rank = (provider: ProviderChoice) => {
    const said = folded([provider.name, ...provider.known_as, ...provider.domains].join(' '));
    if (!looked.every((word) => said.includes(word))) return 2;
    return looked.every((word) => said.split(/[\s(),/]+/).some((own) => own.startsWith(word))) ? 0 : 1;
  };
  return [0, 1].flatMap((wanted) => providers.filter((provider) => rank(provider) === wanted));
}

/** Addresses that can be compared with, at most. */
export const MOST_EXISTING = 5;

/** What is typed in. It lives while the form is open, and goes to the agent. */
export interface Form {
  address: string;
  password: string;
  replaces: AccountId | null;
  existing: { address: string; password: string }[];
  ownDomain: boolean;
  byHand: boolean;
  pop: ManualServer;
  submission: ManualServer;
  /** What support recommends, where the form began with it. */
  recommended: RecommendedPlace | null;
  consent: boolean;
}

/** Mailboxes that a new one can replace. */
export function replaceable(mailboxes: readonly MailboxStatus[]): MailboxStatus[] {
  return mailboxes.filter(({ account }) => !account.training && account.former === null);
}

/** The form as it is opened: the one mailbox that it can be about is chosen. */
export function emptyForm(mailboxes: readonly MailboxStatus[]): Form {
  const all = replaceable(mailboxes);
  const alarmed = all.filter(({ level }) => level === 'alarm');
  const only = all.length === 1 ? all[0] : alarmed.length === 1 ? alarmed[0] : undefined;
  return {
    address: '',
    password: '',
    replaces: only?.account.id ?? null,
    existing: [{ address: '', password: '' }],
    ownDomain: false,
    byHand: false,
    pop: { host: '', port: '995', security: 'tls', login: '' },
    submission: { host: '', port: '465', security: 'tls', login: '' },
    recommended: null,
    consent: false,
  };
}

/** The form with the servers that support recommends; address and password are the person's to type. */
export function recommendedForm(place: RecommendedPlace, mailboxes: readonly MailboxStatus[]): Form {
  const typed = ({ host, port, security }: Server): ManualServer => ({
    host,
    port: String(port),
    security,
    login: '',
  });
  const form = emptyForm(mailboxes);
  return {
    ...form,
    byHand: true,
    pop: typed(place.pop),
    submission: place.submission ? typed(place.submission) : form.submission,
    recommended: place,
  };
}

/** The usual port of submission for a protection. */
export function usualSubmissionPort(security: Security): string {
  return security === 'tls' ? '465' : '587';
}

/** The usual port of collection for a protection. */
export const usualPopPort = usualPort;

export type ServerField = 'host' | 'port';

/** What is wrong with a server typed in; one that has no name is left to the agent. */
export function serverProblems(server: ManualServer): ServerField[] {
  if (server.host.trim() === '') return [];
  return manualProblems(server).filter((field) => field !== 'login');
}

/** Everything that is wrong with the form, by field. */
export interface FormProblems {
  address: boolean;
  password: boolean;
  consent: boolean;
  /** Rows of the addresses to compare with. */
  existing: number[];
  pop: ServerField[];
  submission: ServerField[];
}

export function formProblems(form: Form): FormProblems {
  const wrong = ({ address, password }: Form['existing'][number]) =>
    address.trim() === '' ? password !== '' : !looksLikeAddress(address.trim());
  return {
    address: !looksLikeAddress(form.address.trim()),
    password: form.password === '',
    consent: !form.consent,
    existing: form.existing.flatMap((row, index) => (wrong(row) ? [index] : [])),
    pop: form.byHand ? serverProblems(form.pop) : [],
    submission: form.byHand ? serverProblems(form.submission) : [],
  };
}

/** How many points are to be completed. */
export function countProblems(problems: FormProblems): number {
  return (
    [problems.address, problems.password, problems.consent].filter(Boolean).length +
    problems.existing.length +
    problems.pop.length +
    problems.submission.length
  );
}

function serverOf(form: Form, server: ManualServer): Server | null {
  if (!form.byHand || server.host.trim() === '') return null;
  return { host: plainHost(server.host), port: Number(server.port), security: server.security };
}

/** The user name: as typed, or as the recommended server wants it, made from the address. */
function loginOf({ address, byHand, pop, recommended }: Form): string | null {
  if (!byHand) return null;
  const typed = pop.login.trim();
  if (typed !== '') return typed;
  if (recommended === null || plainHost(pop.host) !== recommended.pop.host) return null;
  const whole = address.trim();
  return recommended.login === 'local_part' ? whole.slice(0, whole.lastIndexOf('@')) : whole;
}

/** What is sent to the agent; `null` while something is wrong. */
export function draftOf(form: Form, approved: readonly string[]): RelocationDraft | null {
  if (countProblems(formProblems(form)) > 0) return null;
  return {
    address: form.address.trim(),
    password: form.password,
    login: loginOf(form),
    pop: serverOf(form, form.pop),
    submission: serverOf(form, form.submission),
    replaces: form.replaces,
    existing: form.existing
      .filter(({ address }) => address.trim() !== '')
      .map(({ address, password }) => ({
        address: address.trim(),
        password: password === '' ? null : password,
      })),
    own_domain: form.ownDomain,
    approved_hosts: [...approved],
    consent: form.consent,
  };
}

/** How a conclusion is shown. */
export function conclusionLevel(conclusion: Conclusion): Level {
  if (conclusion === 'good') return 'well';
  return conclusion === 'probable' || conclusion === 'inconclusive' ? 'attention' : 'alarm';
}

/** How the end or the way of a switch is shown. */
export function switchLevel(change: Switch): Level {
  if (change.state === 'new') return 'well';
  const wrong = change.steps.some(({ state }) => state === 'failed' || state === 'person');
  return wrong || change.state === 'waiting' ? 'attention' : 'unknown';
}

/** Checks that have come to an answer. */
export function answered(states: readonly CheckState[]): number {
  return states.filter((state) => state !== 'waiting' && state !== 'running').length;
}

/** What part of a wait has passed, from 0 to 1. */
export function partPassed(began: string, until: string, now: number): number {
  const whole = Date.parse(until) - Date.parse(began);
  if (!(whole > 0)) return 1;
  return Math.min(1, Math.max(0, (now - Date.parse(began)) / whole));
}

/** The way as it is applied: with the password where the person agreed. */
export function wayTaken(offer: WayOffered, password: boolean): WayOffered['way'] {
  const { way } = offer;
  return way.kind === 'profile' ? { ...way, password: offer.asks_for_password && password } : way;
}

/** What the person has to do for a switch to go on, or for its undoing: the agent says the rest. */
export type Turn = 'close' | 'collect' | 'enter' | 'other' | null;

export function turnOf(change: Switch): Turn {
  const step = change.steps.find(({ state }) => state === 'person')?.step;
  if (step === 'await_closed') return 'close';
  if (step === 'collect_last') return 'collect';
  if (step === undefined) return change.state === 'waiting' ? 'other' : null;
  return step === 'enter_by_hand' || change.values.length > 0 ? 'enter' : 'other';
}

/** Causes by which a provider closes the access for good. */
const CLOSED = new Set<string>(['pop_disabled']);

/** Causes by which a server stays away. */
const AWAY = new Set<string>([
  'name_not_found',
  'connection_refused',
  'connect_timeout',
  'connection_lost',
  'server_refuses',
  'server_permanent',
]);

/** After so long away, another mailbox is worth thinking of. */
const LONG_AWAY = 24 * 3600 * 1000;

/** Whether an alarm is one that another mailbox would end. */
export function worthMoving(
  { account, situation }: { account: MailboxStatus['account']; situation: Situation },
  now: number,
): boolean {
  if (account.training || account.former !== null || situation.kind !== 'failing') return false;
  const { cause } = situation.failure;
  return CLOSED.has(cause) || (AWAY.has(cause) && now - Date.parse(situation.since) >= LONG_AWAY);
}

/** The mailbox that was replaced last and is still watched. */
export function lastFormer(mailboxes: readonly MailboxStatus[]): MailboxStatus | null {
  return (
    mailboxes
      .filter(({ account }) => account.former !== null)
      .sort((a, b) => (b.account.former?.since ?? '').localeCompare(a.account.former?.since ?? ''))[0] ?? null
  );
}
