import type {
  Explanation,
  Ports,
  RelayCredentials,
  RelayStatus,
  Switch,
  SwitchStep,
  Text,
  TextArg,
  Trouble,
  WayOffered,
} from '../src/protocol/protocol';

const HOUR = 3_600_000;
const ADDRESS = 'cabinet.martin@fournisseur.example';
const PROGRAM = 'Logiciel Exemple 9';

const words = (value: string): TextArg => ({ type: 'words', value });
const count = (value: number): TextArg => ({ type: 'number', value });
const time = (at: number): TextArg => ({ type: 'time', value: new Date(at).toISOString() });
const text = (key: string, args: Record<string, TextArg> = {}): Text => ({ key, args });
const iso = (at: number) => new Date(at).toISOString();

function told(key: string, args: Record<string, TextArg>, detail = false): Explanation {
  const of = (attribute: string) => text(`${key}.${attribute}`, args);
  return {
    title: of('title'),
    meaning: of('meaning'),
    action: of('action'),
    detail: detail ? of('detail') : null,
  };
}

const PORTS: Ports = { pop: 1110, smtp: 1587 };

export const CREDENTIALS: RelayCredentials = {
  host: '127.0.0.1',
  ports: PORTS,
  login: 'vigie-7kqm2x',
  password: 'hTq4-9vWm-3pLz',
  certificate: '3a91c07d5be2f4486d10a9e7c25b8f03d6e4417a92cc50b1f8e36d7a04b95c2e',
};

function status(part: Partial<RelayStatus>, key: string, now: number): RelayStatus {
  const relay: RelayStatus = {
    on: true,
    ports: PORTS,
    open: ['pop', 'smtp'],
    in_use: true,
    sending_without_login: false,
    waiting: 0,
    octets: 0,
    mailboxes: [
      {
        account: 1,
        former: false,
        keep_days: 0,
        submission: { host: 'smtp.fournisseur.example', port: 465, security: 'tls' },
        last_collected: iso(now - 2 * 60_000),
        failing_since: null,
      },
    ],
    last_login: iso(now - HOUR),
    last_confirmed: iso(now - HOUR),
    last_sent: iso(now - 3 * HOUR),
    troubles: [],
    explanation: told(key, {}),
    trouble_texts: [],
    ...part,
  };
  const args = {
    waiting: count(relay.waiting),
    troubles: count(relay.troubles.length),
    ...(relay.last_login === null ? {} : { login: time(Date.parse(relay.last_login)) }),
  };
  return { ...relay, explanation: told(key, args) };
}

function explained(trouble: Trouble): Explanation {
  const args: Record<string, TextArg> = { known: words('yes'), address: words(ADDRESS) };
  for (const [name, value] of Object.entries(trouble) as [string, string | number | boolean | null][]) {
    if (typeof value === 'number') args[name] = name === 'port' ? words(String(value)) : count(value);
    else if (name === 'since') args[name] = time(Date.parse(String(value ?? '')));
    else args[name] = words(String(value ?? ''));
  }
  const port = trouble.kind === 'port_taken' || trouble.kind === 'port_refused';
  if (trouble.kind === 'port_taken') args.known = words(trouble.holder === null ? 'no' : 'yes');
  return told(`relay-trouble-${trouble.kind.replaceAll('_', '-')}`, args, port);
}

function troubled(troubles: Trouble[], key: string, now: number, part: Partial<RelayStatus> = {}) {
  const trouble_texts = troubles.map(explained);
  return status({ troubles, trouble_texts, ...part }, key, now);
}

const well = (now: number) => status({ waiting: 2, octets: 40_960 }, 'relay-state-well', now);

/** How the relay stands, by name. */
export const RELAYS = {
  off: (now: number) =>
    status(
      {
        on: false,
        in_use: false,
        open: [],
        mailboxes: [],
        last_login: null,
        last_confirmed: null,
        last_sent: null,
      },
      'relay-state-off',
      now,
    ),
  ready: (now: number) =>
    status(
      {
        in_use: false,
        waiting: 3,
        octets: 61_440,
        last_login: null,
        last_confirmed: null,
        last_sent: null,
      },
      'relay-state-ready',
      now,
    ),
  unseen: (now: number) =>
    status({ waiting: 3, octets: 61_440, last_login: null, last_confirmed: null }, 'relay-state-unseen', now),
  well,
  needed: (now: number) => status({ on: false, open: [] }, 'relay-state-needed', now),
  taken: (now: number) =>
    troubled(
      [{ kind: 'port_taken', side: 'pop', port: 1110, holder: 'antivirus.exe' }],
      'relay-state-alarm',
      now,
      { open: ['smtp'] },
    ),
  attention: (now: number) =>
    troubled(
      [
        { kind: 'no_submission', account: 1 },
        { kind: 'software_silent', days: 3 },
        { kind: 'wrong_logins' },
        { kind: 'sent_perhaps_twice', lots: 1 },
      ],
      'relay-state-attention',
      now,
      { waiting: 12, octets: 262_144 },
    ),
  worst: (now: number) =>
    troubled(
      [
        { kind: 'keychain_locked' },
        { kind: 'disk_full' },
        { kind: 'lost', messages: 2 },
        { kind: 'sending_fails', since: iso(now - 5 * HOUR), hindrance: 'provider' },
        { kind: 'not_collected', account: 1, since: iso(now - 5 * HOUR), messages: 0, urgent: true },
      ],
      'relay-state-alarm',
      now,
      { open: [] },
    ),
  two: (now: number) => {
    const one = well(now);
    const former = { account: 2, former: true, keep_days: 30, submission: null };
    const failing = { last_collected: iso(now - 9 * HOUR), failing_since: iso(now - 8 * HOUR) };
    return { ...one, mailboxes: [...one.mailboxes, { ...former, ...failing }] };
  },
} satisfies Record<string, (now: number) => RelayStatus>;

export type RelayScene = keyof typeof RELAYS;

const PROFILE = ['open-relay', 'await-closed', 'back-up', 'write-settings', 'read-back', 'use-relay'];
const GUIDED = ['open-relay', 'enter-by-hand', 'use-relay'];
const BACK = ['collect-last', 'drain-relay', 'enter-by-hand'];

const ARGS = {
  program: words(PROGRAM),
  new: words(ADDRESS),
  old: words(ADDRESS),
  subject: words(PROGRAM),
  days: count(30),
};

/** The ways of setting the billing software to the relay, or back. */
export function relayWays(back: boolean): WayOffered[] {
  const steps = (names: readonly string[]) => names.map((name) => text(`switch-step-${name}.before`, ARGS));
  const guided: WayOffered = {
    way: { kind: 'guided' },
    label: text('switch-way-guided'),
    steps: steps(back ? BACK : GUIDED),
    touched: [],
    asks_for_password: false,
    hindrance: null,
  };
  if (back) return [guided];
  const profile: WayOffered = {
    way: { kind: 'profile', profile: 'exemple', password: false },
    label: text('switch-way-profile', ARGS),
    steps: steps(PROFILE),
    touched: ['C:\\ProgramData\\LogicielExemple\\messagerie.ini'],
    asks_for_password: true,
    hindrance: null,
  };
  return [profile, guided];
}

export type CourseScene = 'enter' | 'new' | 'seen' | 'back-collect' | 'back-new';

/** The course that sets the billing software to the relay, or back, by name. */
export function course(scene: CourseScene, now: number): Switch {
  const back = scene.startsWith('back');
  const names = back ? BACK : GUIDED;
  const ended = scene === 'new' || scene === 'seen' || scene === 'back-new';
  const station = scene === 'enter' ? 1 : 0;
  const label = (key: string) => text(`switch-value-${key}`);
  const steps = names.map((name, index): SwitchStep => {
    const state = ended || index < station ? 'done' : index === station ? 'person' : 'waiting';
    return {
      step: name.replaceAll('-', '_') as SwitchStep['step'],
      label: text(`switch-step-${name}.${state === 'done' ? 'done' : 'before'}`, ARGS),
      state,
      remark: null,
    };
  });
  const key: Record<CourseScene, string> = {
    enter: 'switch-obstacle-enter-settings-to-relay',
    new: 'switch-state-new-to-relay',
    seen: 'switch-state-seen-to-relay',
    'back-collect': 'switch-obstacle-collect-last',
    'back-new': 'switch-state-new-from-relay',
  };
  return {
    id: 7,
    aim: back ? 'from_relay' : 'to_relay',
    from: ADDRESS,
    to: ADDRESS,
    way: { kind: 'guided' },
    state: ended ? 'new' : 'waiting',
    explanation: told(key[scene], ARGS),
    steps,
    values: back
      ? []
      : [
          { label: label('pop-host'), value: '127.0.0.1', remark: null },
          { label: label('pop-port'), value: '1110', remark: null },
          { label: label('pop-login'), value: 'vigie-7kqm2x', remark: text('switch-remark-login') },
          { label: label('password'), value: null, remark: text('switch-remark-password-relay') },
        ],
    seen_working: scene === 'seen',
    can_undo: true,
    ended: ended ? iso(now - 60_000) : null,
    transition_until: null,
  };
}
