import type {
  Account,
  AccountId,
  Level,
  MailboxStatus,
  Ports,
  RelayChange,
  RelayCredentials,
  RelayStatus,
  Switch,
  Text,
  Trouble,
  ValueToEnter,
} from './protocol/protocol';
import { isUnderWay } from './move';

/** How bad each trouble is, as the agent reckons it. */
const LEVELS: Record<Trouble['kind'], Level> = {
  port_taken: 'alarm',
  port_refused: 'alarm',
  keychain_locked: 'alarm',
  keychain_unavailable: 'alarm',
  disk_full: 'alarm',
  spool_unusable: 'alarm',
  lost: 'alarm',
  sending_fails: 'alarm',
  key_lost: 'attention',
  damaged: 'attention',
  not_collected: 'attention',
  no_submission: 'attention',
  software_silent: 'attention',
  wrong_logins: 'attention',
  sent_perhaps_twice: 'attention',
};

export function troubleLevel(trouble: Trouble): Level {
  if (trouble.kind === 'not_collected' && trouble.urgent) return 'alarm';
  return LEVELS[trouble.kind];
}

/** How the whole is shown: a relay that nobody uses is neither good nor bad. */
export function relayLevel(relay: RelayStatus): Level {
  if (relay.in_use && !relay.on) return 'alarm';
  const levels = relay.troubles.map(troubleLevel);
  if (!relay.in_use) return levels.length > 0 ? 'attention' : 'unknown';
  if (levels.includes('alarm')) return 'alarm';
  if (levels.length > 0) return 'attention';
  return relay.last_login === null ? 'unknown' : 'well';
}

/** A switch that leads to another mailbox; those to the relay and back are told on its own page. */
export function ofMailbox(change: Switch | null): Switch | null {
  return change?.aim === 'mailbox' ? change : null;
}

/** An end is told of for a day. */
const TOLD_FOR = 24 * 3600 * 1000;

/**
 * The course that sets the billing software to the relay, or back, while it is to be shown.
 * @param dismissed The course whose end the person has read.
 */
export function courseShown(change: Switch | null, dismissed: number | null, now: number): Switch | null {
  if (change === null || change.aim === 'mailbox') return null;
  if (isUnderWay(change)) return change;
  if (change.id === dismissed || change.ended === null) return null;
  return now - Date.parse(change.ended) < TOLD_FOR ? change : null;
}

/** Whether the billing software was seen at the relay since it was set to it. */
export function seenSince(change: Switch, relay: RelayStatus | null): boolean {
  if (change.aim !== 'to_relay' || change.state !== 'new') return false;
  if (change.seen_working) return true;
  const login = relay?.last_login ?? null;
  return login !== null && change.ended !== null && Date.parse(login) >= Date.parse(change.ended);
}

const key = (name: string): Text => ({ key: name, args: {} });

/** What is entered in the billing software, in the order of a settings screen, the password with it. */
export function credentialValues(
  credentials: RelayCredentials,
  sender: string | null,
  withoutLogin: boolean,
): ValueToEnter[] {
  const value = (name: string, entered: string | null, remark: string | null = null): ValueToEnter => ({
    label: key(name),
    value: entered,
    remark: remark === null ? null : key(remark),
  });
  const { host, ports, login, password } = credentials;
  return [
    value('relay-value-pop-host', host),
    value('relay-value-pop-port', String(ports.pop)),
    value('relay-value-pop-security', null, 'relay-remark-security'),
    value('relay-value-login', login, 'relay-remark-login'),
    value('relay-value-password', password),
    value('relay-value-smtp-host', host),
    value('relay-value-smtp-port', String(ports.smtp)),
    value('relay-value-smtp-security', null, 'relay-remark-security'),
    value(
      'relay-value-smtp-authentication',
      null,
      withoutLogin ? 'relay-remark-authentication-none' : 'relay-remark-authentication',
    ),
    ...(sender === null ? [] : [value('relay-value-sender', sender, 'relay-remark-sender')]),
  ];
}

/** The values of a course, with the relay's own password in its place. */
export function withPassword(values: readonly ValueToEnter[], password: string | null): ValueToEnter[] {
  return values.map((value) =>
    value.value === null && value.remark?.key === 'switch-remark-password-relay'
      ? { ...value, value: password, remark: password === null ? value.remark : null }
      : value,
  );
}

/** The account of a mailbox behind the relay, while it is still watched. */
export function accountOf(mailboxes: readonly MailboxStatus[], id: AccountId): Account | null {
  return mailboxes.find(({ account }) => account.id === id)?.account ?? null;
}

/** The address that lots are sent from. */
export function senderOf(relay: RelayStatus, mailboxes: readonly MailboxStatus[]): string | null {
  const current = relay.mailboxes.find(({ former }) => !former);
  return current ? (accountOf(mailboxes, current.account)?.address ?? null) : null;
}

/** What is typed in of the ports. */
export interface PortsForm {
  pop: string;
  smtp: string;
}

export type PortProblem = 'pop' | 'smtp' | 'same';

export function portsForm({ pop, smtp }: Ports): PortsForm {
  return { pop: String(pop), smtp: String(smtp) };
}

function port(text: string): number | null {
  if (!/^[0-9]{1,5}$/.test(text.trim())) return null;
  const value = Number(text);
  return value >= 1 && value <= 65_535 ? value : null;
}

/** The ports read, or what is wrong with them. */
export function readPorts(form: PortsForm): { ports: Ports } | { problems: PortProblem[] } {
  const pop = port(form.pop);
  const smtp = port(form.smtp);
  if (pop === null || smtp === null) {
    const problems: PortProblem[] = [];
    if (pop === null) problems.push('pop');
    if (smtp === null) problems.push('smtp');
    return { problems };
  }
  return pop === smtp ? { problems: ['same'] } : { ports: { pop, smtp } };
}

/** A change of one thing; the rest stays. */
export function changeOf(part: Partial<RelayChange>): RelayChange {
  return {
    pop_port: null,
    smtp_port: null,
    sending_without_login: null,
    submission: null,
    host_approved: false,
    in_use: null,
    ...part,
  };
}
