import type {
  Account,
  Explanation,
  Fiche,
  ProviderChoice,
  Relocation,
  RelocationCheck,
  Switch,
  SwitchStep,
  Text,
  TextArg,
  WayOffered,
} from '../src/protocol/protocol';

const words = (value: string): TextArg => ({ type: 'words', value });
const count = (value: number): TextArg => ({ type: 'number', value });
const text = (key: string, args: Record<string, TextArg> = {}): Text => ({ key, args });

const OLD = 'cabinet.martin@fournisseur.example';
const NEW = 'teletransmission.martin@reseau.example';
const MAIN = 'famille.martin@reseau.example';
const PROVIDER = 'Réseau Exemple';
const PROGRAM = 'Logiciel Exemple 9';
const DAYS = 24 * 3_600_000;

const ARGS = {
  address: words(NEW),
  existing: words(MAIN),
  provider: words(PROVIDER),
  host: words('pop.reseau.example'),
  old: words(OLD),
  new: words(NEW),
  program: words(PROGRAM),
  subject: words(PROGRAM),
  days: count(30),
};

function told(key: string, args: Record<string, TextArg> = ARGS): Explanation {
  const of = (attribute: string) => text(`${key}.${attribute}`, args);
  return { title: of('title'), meaning: of('meaning'), action: of('action'), detail: null };
}

const guide = (provider: string): Text[] =>
  ['sign-in', 'look-for', 'own-password', 'note', 'leave-empty'].map((step) =>
    text(`relocation-guide-${step}`, { provider: words(provider) }),
  );

function choice(id: string, name: string, part: Partial<ProviderChoice> = {}): ProviderChoice {
  return {
    id,
    name,
    is_access_provider: true,
    known_as: [],
    domains: [`${id}.example`],
    advice: [],
    guide: guide(name),
    trap: null,
    page: null,
    ...part,
  };
}

export const PROVIDERS: ProviderChoice[] = [
  choice('reseau', PROVIDER, {
    known_as: ['Boxe', 'Réseau Fixe'],
    domains: ['reseau.example', 'ancien-reseau.example'],
    advice: [text('advice-spam-is-invisible', { provider: words(PROVIDER) })],
    trap: text('advice-alias-shares-mailbox', { provider: words(PROVIDER) }),
    page: 'https://assistance.reseau.example/creer-une-adresse',
  }),
  choice('fibre', 'Fibre Exemple', { known_as: ['La Boîte'] }),
  choice('haut-debit', 'Haut Débit Exemple', {
    domains: ['un', 'deux', 'trois', 'quatre', 'cinq'].map((name) => `${name}.example`),
  }),
  choice('campagne', 'Télécoms de Campagne'),
  choice('courrier', 'Courrier Gratuit Exemple', {
    is_access_provider: false,
    advice: [text('advice-no-pop', { provider: words('Courrier Gratuit Exemple') })],
  }),
];

type Key = 'candidate' | 'existing' | 'send-probe' | 'send-controls' | 'watch' | 'remove';

function check(
  name: Key,
  state: RelocationCheck['state'],
  part: Partial<RelocationCheck> = {},
  address = NEW,
): RelocationCheck {
  return {
    label: text(`relocation-check-${name}`, { ...ARGS, address: words(address) }),
    state,
    seconds: null,
    evidence: [],
    advice: null,
    ...part,
  };
}

const SEEN = text('verdict-reason-pop-answers', ARGS);

function checks(stage: 'running' | 'waiting' | 'done'): RelocationCheck[] {
  const read = { evidence: [text('relocation-existing-read')] };
  const first = check('candidate', 'well', { seconds: 0.84, evidence: [SEEN] });
  const old = check('existing', 'well', { seconds: 1.2, ...read }, OLD);
  if (stage === 'running')
    return [
      first,
      old,
      check('existing', 'running', {}, MAIN),
      check('send-probe', 'waiting'),
      check('send-controls', 'waiting', {}, OLD),
      check('watch', 'waiting'),
      check('remove', 'waiting'),
    ];
  const sent = [
    check('existing', 'well', { seconds: 0.9, ...read }, MAIN),
    check('send-probe', 'well', { seconds: 0.31 }),
    check('send-controls', 'well', { seconds: 0.42 }, OLD),
  ];
  if (stage === 'waiting')
    return [first, old, ...sent, check('watch', 'running'), check('remove', 'waiting')];
  return [
    first,
    old,
    ...sent,
    check('watch', 'well', {
      seconds: 42,
      evidence: [text('verdict-reason-probe-arrived', { ...ARGS, taken: { type: 'seconds', value: 42 } })],
    }),
    check('remove', 'well', {
      seconds: 2.1,
      evidence: [text('relocation-removed', { count: count(3) })],
    }),
  ];
}

const STRENGTH: Record<'good' | 'alias' | 'probable' | 'not_empty', 'proven' | 'strong'> = {
  good: 'proven',
  alias: 'proven',
  probable: 'strong',
  not_empty: 'proven',
};

/** A check of a new mailbox that has come to an end. */
export function judged(conclusion: keyof typeof STRENGTH, now: number): Relocation {
  const strength = STRENGTH[conclusion];
  const good = conclusion === 'good' || conclusion === 'probable';
  const alias = conclusion === 'alias' ? 'no' : conclusion === 'probable' ? 'unknown' : 'yes';
  const question = (
    name: 'real_pop' | 'no_alias' | 'empty' | 'can_send',
    answer: 'yes' | 'unknown' | 'no',
  ) => ({
    question: name,
    answer,
    asked: text(`verdict-question-${name.replace('_', '-')}`),
    answered: text(`verdict-answer-${answer}`),
  });
  const reasons: Record<keyof typeof STRENGTH, string[]> = {
    good: ['separate', 'pop-answers', 'was-empty', 'sends'],
    probable: ['no-existing', 'pop-answers', 'was-empty', 'sends'],
    alias: ['leads-to', 'pop-answers'],
    not_empty: ['holds', 'pop-answers'],
  };
  const steps: Record<keyof typeof STRENGTH, string[]> = {
    good: [],
    probable: ['give-main-address'],
    alias: ['create-secondary-mailbox'],
    not_empty: ['use-an-empty-mailbox', 'close-other-readers'],
  };
  return {
    address: NEW,
    provider_name: PROVIDER,
    replaces: 1,
    began: new Date(now - 95_000).toISOString(),
    state: { kind: 'judged' },
    checks: checks('done'),
    questions: [
      question('real_pop', 'yes'),
      question('no_alias', alias),
      question('empty', conclusion === 'not_empty' ? 'no' : 'yes'),
      question('can_send', 'yes'),
    ],
    verdict: {
      verdict: conclusion,
      strength,
      reasons: [{ kind: 'was_empty' }],
      warnings: [],
      stronger: [],
    },
    explanation: told(`verdict-${conclusion.replace('_', '-')}`),
    strength: text(`verdict-strength-${strength}`),
    reasons: reasons[conclusion].map((name) =>
      text(`verdict-reason-${name}`, { ...ARGS, messages: count(2) }),
    ),
    warnings: [text('verdict-warning-access-contract', ARGS)],
    steps: steps[conclusion].map((name) => text(`verdict-step-${name}`, ARGS)),
    found:
      conclusion === 'not_empty'
        ? [
            {
              from: 'Boutique <nouvelles@boutique.example>',
              subject: 'Votre commande est en route',
              received: new Date(now - 40 * DAYS).toISOString(),
            },
            { from: null, subject: null, received: null },
          ]
        : [],
    probes: {
      removed: good ? 3 : 2,
      left: good
        ? []
        : [
            text('relocation-left', {
              mailbox: words(MAIN),
              subject: words('Vigie : message d’essai'),
              why: words('not_removed'),
            }),
          ],
    },
    may_switch:
      conclusion === 'good'
        ? { kind: 'yes' }
        : conclusion === 'probable'
          ? {
              kind: 'after_consent',
              sentence: text('relocation-go-on', { ...ARGS, doubt: words('no_existing') }),
            }
          : { kind: 'no' },
    seconds: 93.4,
  };
}

/** A check of a new mailbox on its way. */
export function checking(kind: 'running' | 'waiting' | 'password_needed', now: number): Relocation {
  return {
    ...judged('good', now),
    state: kind === 'waiting' ? { kind, until: new Date(now + 240_000).toISOString() } : { kind },
    checks: checks(kind === 'waiting' ? 'waiting' : 'running'),
    verdict: { ...judged('good', now).verdict, verdict: 'inconclusive' },
    may_switch: { kind: 'no' },
  };
}

const STEPS = [
  'keep-password',
  'watch-new',
  'await-closed',
  'back-up',
  'write-settings',
  'read-back',
  'retire-old',
];
const GUIDED = ['keep-password', 'watch-new', 'enter-by-hand', 'retire-old'];

/** Ways of switching; the first where a profile serves. */
/** The ways of switching; behind the relay, its own comes first. */
export function ways(relayed = false): WayOffered[] {
  const before = (name: string) => text(`switch-step-${name}.before`, ARGS);
  const relay: WayOffered = {
    way: { kind: 'relay' },
    label: text('switch-way-relay'),
    steps: ['keep-password', 'watch-new', 'retire-old'].map(before),
    touched: [],
    asks_for_password: false,
    hindrance: null,
  };
  return [
    ...(relayed ? [relay] : []),
    {
      way: { kind: 'profile', profile: 'exemple', password: false },
      label: text('switch-way-profile', ARGS),
      steps: STEPS.map(before),
      touched: ['C:\\ProgramData\\LogicielExemple\\messagerie.ini'],
      asks_for_password: true,
      hindrance: text('switch-obstacle-program-runs.title', ARGS),
    },
    {
      way: { kind: 'guided' },
      label: text('switch-way-guided'),
      steps: GUIDED.map(before),
      touched: [],
      asks_for_password: false,
      hindrance: null,
    },
  ];
}

const value = (name: string, shown: string | null, remark: string | null = null) => ({
  label: text(`switch-value-${name}`),
  value: shown,
  remark: remark === null ? null : text(`switch-remark-${remark}`),
});

const VALUES = [
  value('pop-host', 'pop.reseau.example'),
  value('pop-port', '995'),
  value('pop-security', 'SSL/TLS', 'security'),
  value('pop-login', NEW, 'login'),
  value('password', null, 'password-new'),
  value('smtp-host', 'smtp.reseau.example'),
  value('smtp-port', '465'),
  value('smtp-security', 'SSL/TLS', 'security'),
  value('sender', NEW),
];

export type SwitchScene = 'close' | 'enter' | 'new' | 'seen' | 'old';

/** A switch at one of its stations. */
export function change(scene: SwitchScene, now: number, way?: Switch['way']): Switch {
  const guided = way === undefined ? scene === 'enter' || scene === 'seen' : way.kind === 'guided';
  const names = guided ? GUIDED : STEPS;
  const ended = scene === 'new' || scene === 'seen' || scene === 'old';
  const until = new Date(now + 30 * DAYS).toISOString();
  const station = names.indexOf(guided ? 'enter-by-hand' : 'await-closed');
  const steps = names.map((name, index): SwitchStep => {
    const state =
      scene === 'old'
        ? 'undone'
        : ended || index < station
          ? 'done'
          : index === station
            ? 'person'
            : 'waiting';
    const attribute = state === 'done' ? 'done' : state === 'undone' ? 'undone' : 'before';
    return {
      step: name.replace(/-/g, '_') as SwitchStep['step'],
      label: text(`switch-step-${name}.${attribute}`, ARGS),
      state,
      remark: null,
    };
  });
  const args = { ...ARGS, until: { type: 'time' as const, value: until } };
  const key: Record<SwitchScene, string> = {
    close: 'switch-obstacle-program-runs',
    enter: 'switch-obstacle-enter-settings',
    new: 'switch-state-new',
    seen: 'switch-state-seen',
    old: 'switch-state-old',
  };
  return {
    id: 1,
    aim: 'mailbox',
    from: OLD,
    to: NEW,
    way: way ?? (guided ? { kind: 'guided' } : { kind: 'profile', profile: 'exemple', password: true }),
    state: scene === 'seen' ? 'new' : scene === 'new' || scene === 'old' ? scene : 'waiting',
    explanation: told(key[scene], args),
    steps,
    values: guided ? VALUES : [],
    seen_working: scene === 'seen',
    can_undo: scene !== 'old',
    ended: ended ? new Date(now).toISOString() : null,
    transition_until: scene === 'old' ? null : until,
  };
}

/** The mailbox that was replaced, and the one that took its place. */
export function transition(
  account: (id: number, address?: string) => Account,
  now: number,
): [Account, Account] {
  const former = {
    since: new Date(now - 3 * DAYS).toISOString(),
    until: new Date(now + 27 * DAYS).toISOString(),
    successor: 2,
  };
  return [account(2, NEW), { ...account(1, OLD), former }];
}

/** The sheet, with so many lots and returns. */
export function fiche(now: number, lots: number, returns: number): Fiche {
  const at = (days: number) => new Date(now - days * DAYS).toISOString();
  const day = at(4).slice(0, 10);
  const amounts = { lots: count(lots), returns: count(returns), waiting: count(1), seen: count(1) };
  const moments = {
    at: { type: 'time' as const, value: at(-1) },
    from: { type: 'time' as const, value: at(5) },
    until: { type: 'time' as const, value: at(-27) },
  };
  const advice = (name: string) =>
    told(`fiche-advice-${name}`, { ...ARGS, ...amounts, ...moments, address: words(OLD) });
  return {
    at: new Date(now).toISOString(),
    switch: 1,
    from: OLD,
    to: NEW,
    switched: at(3),
    until: at(-27),
    summary: told(returns > 0 ? 'fiche-amount-uncollected' : 'fiche-amount-nothing', {
      ...amounts,
      lots: count(Math.min(lots, 3)),
    }),
    lots: Array.from({ length: Math.min(500, lots) }, (_, index) => ({
      number: String((index * 7 + 312) % 1000).padStart(3, '0'),
      caisse: index % 3 === 2 ? null : '01751',
      date: day,
      sent: at(4 - (index % 10) / 24),
      state:
        index % 4 === 0
          ? text('fiche-lot-look-up')
          : text('fiche-lot-by-hand', { since: { type: 'time', value: at(1) } }),
    })),
    lots_total: lots,
    returns: Array.from({ length: Math.min(500, returns) }, (_, index) => ({
      kind: text(index % 2 === 0 ? 'fiche-return-arl-positive' : 'fiche-return-rsp'),
      received: at(2 - (index % 8) / 24),
      lots: index % 2 === 0 ? ['312'] : [],
      still_there: index % 3 !== 2,
    })),
    returns_total: returns,
    advice:
      lots + returns === 0
        ? [advice('keep-open')]
        : ['collect-old', 'wait-until', 'check-payments', 'mark-paid', 'ignore-rejects', 'keep-open'].map(
            advice,
          ),
    inactivity: null,
    html: '<!doctype html><title>Fiche de bascule</title>',
  };
}
