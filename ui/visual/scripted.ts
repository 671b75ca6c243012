import { Refused, Silent, type Backend, type Signal, type Welcome } from '../src/backend';
import { PHASES } from '../src/phases';
import { relayLevel } from '../src/relay';
import { Book, preview, sources } from './book';
import { course, CREDENTIALS, RELAYS, relayWays, type CourseScene, type RelayScene } from './relay';
import { BULLETINS, ENROLMENT, STEERINGS, type BulletinScene, type SteeringScene } from './support';
import { change, checking, fiche, judged, PROVIDERS, transition, ways } from './move';
import type {
  Account,
  Answer,
  Bulletin,
  Candidate,
  Cause,
  CheckReport,
  Event,
  Explanation,
  HistoryPoint,
  Level,
  MailboxStatus,
  Phase,
  Fiche,
  RelayStatus,
  Refusal,
  Relocation,
  Request,
  Settings,
  Situation,
  Status,
  Steering,
  Switch,
  Text,
  TextArg,
  Warning,
} from '../src/protocol/protocol';

/** The moment at which every scene plays. */
export const NOW = Date.parse('2026-11-23T09:42:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const ago = (ms: number): string => new Date(NOW - ms).toISOString();
export const ahead = (ms: number): string => new Date(NOW + ms).toISOString();

const words = (value: string): TextArg => ({ type: 'words', value });
const time = (value: string): TextArg => ({ type: 'time', value });

export function text(key: string, args: Record<string, TextArg> = {}): Text {
  return { key, args };
}

/** The three sentences and the detail line, with the arguments that the agent gives them. */
export function explain(key: string, args: Record<string, TextArg>, detail: Text | null = null): Explanation {
  return {
    title: text(`${key}.title`, args),
    meaning: text(`${key}.meaning`, args),
    action: text(`${key}.action`, args),
    detail,
  };
}

export function account(id: number, address = 'cabinet.martin@fournisseur.example'): Account {
  return {
    id,
    address,
    login: address,
    server: { host: 'pop.fournisseur.example', port: 995, security: 'tls' },
    provider: 'fournisseur',
    interval_minutes: 10,
    training: false,
    former: null,
  };
}

const ARGS = (of: Account): Record<string, TextArg> => ({
  address: words(of.address),
  host: words(of.server.host),
  provider: words('Fournisseur'),
});

const MS: Record<Phase, number> = {
  dns: 12.4,
  connect: 18.2,
  tls: 41.7,
  greeting: 22.5,
  capabilities: 19.8,
  login: 63.1,
  stat: 20.2,
  list: 21.4,
  headers: 24.9,
  quit: 18.8,
};

export function reportWell(of: Account): CheckReport {
  return {
    started_at: ago(3 * MINUTE),
    server: of.server,
    timings: PHASES.map((phase) => ({ phase, ms: MS[phase] })),
    tls: {
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      issuer: 'Exemple TLS RSA CA G2',
      not_after: ahead(80 * 24 * HOUR),
    },
    capabilities: ['TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE', 'USER', 'SASL PLAIN'],
    login_delay_s: null,
    login_attempted: true,
    outcome: {
      seen: { messages: 4, octets: 61_440, new_messages: [], more_to_scan: false, oldest: ago(26 * HOUR) },
    },
  };
}

export function reportFailed(
  of: Account,
  cause: Cause,
  phase: Phase,
  detail: string | null = null,
): CheckReport {
  const entered = PHASES.slice(0, PHASES.indexOf(phase) + 1);
  return {
    ...reportWell(of),
    timings: entered.map((each) => ({ phase: each, ms: MS[each] })),
    tls: PHASES.indexOf(phase) > 2 ? reportWell(of).tls : null,
    capabilities: PHASES.indexOf(phase) > 4 ? reportWell(of).capabilities : [],
    login_attempted: PHASES.indexOf(phase) >= 5,
    outcome: { failed: { cause, phase, detail, retry_after_s: null } },
  };
}

/** A cause in words, as the agent tells it. */
export function explainCause(
  of: Account,
  cause: Cause,
  phase: Phase,
  detail: string | null = null,
): Explanation {
  const args = {
    ...ARGS(of),
    detail: words(detail ?? ''),
    known: words(detail === null ? 'no' : 'yes'),
    wait: words(''),
    announced: words('no'),
  };
  return explain(
    `cause-${cause.replaceAll('_', '-')}`,
    args,
    text('detail-failure', {
      cause: words(cause),
      server: words(`${of.server.host}:${of.server.port}`),
      phase: words(phase),
    }),
  );
}

export function mailbox(
  of: Account,
  level: Level,
  situation: Situation,
  explanation: Explanation,
): MailboxStatus {
  return {
    account: of,
    provider_name: 'Fournisseur',
    level,
    situation,
    explanation,
    warnings: [],
    warning_texts: [],
    checking: false,
    last_check: ago(3 * MINUTE),
    last_success: ago(3 * MINUTE),
    next_check: ahead(7 * MINUTE),
    report: reportWell(of),
    reminder_put_off: false,
    book: {
      observability: { kind: 'no_lots' },
      sight: explain('book-sight-no-lots', {}),
      standing: { awaiting: 0, late: 0, unanswered: 0, manual: 0, refused: 0, not_delivered: 0 },
      matters: [],
      matter_texts: [],
      last_return: null,
      sources: [],
    },
  };
}

export function well(of: Account): MailboxStatus {
  const since = ago(9 * 24 * HOUR + 90 * MINUTE);
  return mailbox(
    of,
    'well',
    { kind: 'well', since },
    explain('situation-well', { ...ARGS(of), at: time(since) }),
  );
}

export function failing(of: Account, cause: Cause, phase: Phase): MailboxStatus {
  const since = ago(47 * MINUTE);
  const report = reportFailed(of, cause, phase);
  const failure = 'failed' in report.outcome ? report.outcome.failed : null;
  if (failure === null) throw new Error('a failed report has a failure');
  return {
    ...mailbox(of, 'alarm', { kind: 'failing', since, failure }, explainCause(of, cause, phase)),
    report,
    last_success: ago(57 * MINUTE),
  };
}

function warned(of: Account): MailboxStatus {
  const clear: Warning = { kind: 'clear_text' };
  const ending: Warning = { kind: 'certificate_ending', at: ahead(9 * 24 * HOUR) };
  return {
    ...well(of),
    level: 'attention',
    warnings: [ending, clear],
    warning_texts: [
      explain('warning-certificate-ending', { ...ARGS(of), at: time(ending.at) }),
      explain('warning-clear-text', ARGS(of)),
    ],
  };
}

function paused(of: Account): MailboxStatus {
  const until = ahead(38 * MINUTE);
  return {
    ...mailbox(
      of,
      'unknown',
      { kind: 'paused', until },
      explain('situation-paused', { ...ARGS(of), at: time(until) }),
    ),
    next_check: null,
  };
}

function refused(of: Account): MailboxStatus {
  const since = ago(2 * HOUR);
  const report = reportFailed(of, 'password_refused', 'login', '[AUTH] Authentication failed.');
  const failure = 'failed' in report.outcome ? report.outcome.failed : null;
  if (failure === null) throw new Error('a failed report has a failure');
  return {
    ...mailbox(
      of,
      'alarm',
      { kind: 'password_needed', since, failure },
      explain(
        'situation-password-needed',
        { ...ARGS(of), at: time(since) },
        explainCause(of, 'password_refused', 'login').detail,
      ),
    ),
    report,
    last_success: ago(3 * HOUR),
    next_check: null,
  };
}

export const SETTINGS: Settings = {
  interval_minutes: 10,
  language: 'fr',
  autostart: true,
  quiet_from: 20,
  quiet_until: 7,
  billing_software: 'Logiciel Exemple 9',
  department: '35',
  witnesses: ['temoin-un.example:443', 'temoin-deux.example:443', 'temoin-trois.example:53'],
  session_cap_s: 20,
  deadline: 'forty_eight_hours',
  transition_days: 30,
};

function status(mailboxes: MailboxStatus[], headline: Text, level: Level): Status {
  return { at: new Date(NOW).toISOString(), level, headline, mailboxes, notices: [], training: null };
}

/** Whole states, by name: what the pictures show. */
export const SCENES = {
  'first-run': () => status([], text('headline-no-mailbox'), 'unknown'),
  well: () => {
    const only = well(account(1));
    return status([only], only.explanation.title, 'well');
  },
  alarm: () => {
    const only = failing(account(1), 'pop_disabled', 'login');
    return status([only], only.explanation.title, 'alarm');
  },
  password: () => {
    const only = refused(account(1));
    return status([only], only.explanation.title, 'alarm');
  },
  attention: () => {
    const only = warned({
      ...account(1),
      server: { host: 'pop.fournisseur.example', port: 110, security: 'plain' },
    });
    return status([only], only.warning_texts[0]?.title ?? only.explanation.title, 'attention');
  },
  paused: () => {
    const only = paused(account(1));
    return status([only], only.explanation.title, 'unknown');
  },
  several: () => ({
    ...status(
      [
        well(account(1, 'dr.martin@fournisseur.example')),
        failing(account(2, 'dr.bernard@fournisseur.example'), 'connect_timeout', 'connect'),
        warned(account(3, 'dr.petit@fournisseur.example')),
      ],
      text('headline-alarm', {
        concerned: { type: 'number', value: 1 },
        all: { type: 'number', value: 3 },
        address: words('dr.bernard@fournisseur.example'),
      }),
      'alarm',
    ),
    notices: [explain('notice-no-tray', {})],
  }),
  training: () => {
    const only = failing(
      { ...account(1, 'eleve@ecole.example'), training: true },
      'server_refuses',
      'greeting',
    );
    return {
      ...status([only], only.explanation.title, 'alarm'),
      training: {
        trouble: 'cut_pop' as const,
        clock: { since: new Date(NOW).toISOString(), showed: '2026-11-24T10:00:00Z', pace: 3600 },
      },
    };
  },
  'move-long': () => {
    const only = failing(account(1), 'server_refuses', 'greeting');
    const since = ago(26 * HOUR);
    return status(
      [{ ...only, situation: { ...only.situation, since } as Situation }],
      only.explanation.title,
      'alarm',
    );
  },
  transition: () => {
    const boxes = transition(account, NOW).map(well);
    return status(boxes, text('headline-well', { all: { type: 'number', value: 2 } }), 'well');
  },
  'lots-none': () => {
    const only = well(account(1));
    return status([only], only.explanation.title, 'well');
  },
  lots: () => bookStatus(BOOKS.lots()),
  'lots-unsure': () => bookStatus(BOOKS['lots-unsure']()),
  'lots-well': () => bookStatus(BOOKS['lots-well']()),
  'lots-many': () => bookStatus(BOOKS['lots-many']()),
} satisfies Record<string, () => Status>;

export type Scene = keyof typeof SCENES;

/** How far a move is, by name. */
export const MOVES = {
  none: () => ({}),
  running: () => ({ relocation: checking('running', NOW) }),
  waiting: () => ({ relocation: checking('waiting', NOW) }),
  password: () => ({ relocation: checking('password_needed', NOW) }),
  good: () => ({ relocation: judged('good', NOW) }),
  probable: () => ({ relocation: judged('probable', NOW) }),
  alias: () => ({ relocation: judged('alias', NOW) }),
  'not-empty': () => ({ relocation: judged('not_empty', NOW) }),
  close: () => ({ change: change('close', NOW) }),
  enter: () => ({ change: change('enter', NOW) }),
  new: () => ({ change: change('new', NOW), fiche: fiche(NOW, 3, 4) }),
  seen: () => ({ change: change('seen', NOW), fiche: fiche(NOW, 0, 0) }),
  old: () => ({ change: change('old', NOW), relocation: judged('good', NOW) }),
  many: () => ({ change: change('seen', NOW), fiche: fiche(NOW, 1234, 600) }),
} satisfies Record<string, () => { relocation?: Relocation; change?: Switch; fiche?: Fiche }>;

export type Move = keyof typeof MOVES;

/** Books, by scene; the other scenes know no lots. */
const BOOKS = {
  lots: () => {
    const book = new Book(1, NOW, 60);
    book.sources = sources(1, NOW);
    return book;
  },
  'lots-unsure': () => {
    const book = new Book(1, NOW, 60, { kind: 'returns_unreliable', seen: 14, expected: 31 });
    book.sources = sources(1, NOW).slice(0, 1);
    return book;
  },
  'lots-well': () => {
    const book = new Book(1, NOW, 60);
    for (const { follow_up } of book.lots)
      if (follow_up.stage.stage !== 'acknowledged')
        follow_up.stage = { stage: 'acknowledged', at: ago(HOUR), strength: 'proven' };
    return book;
  },
  'lots-many': () => new Book(1, NOW, 100_000),
} satisfies Record<string, () => Book>;

function bookStatus(book: Book): Status {
  const only = { ...well(account(book.account)), book: book.status() };
  const first = only.book.matter_texts[0];
  if (!first) return status([only], only.explanation.title, 'well');
  const level = only.book.matters.some(({ matter }) => matter === 'manual') ? 'alarm' : 'attention';
  return status([{ ...only, level }], first.title, level);
}

const CANDIDATES: Candidate[] = [
  {
    server: { host: 'pop.fournisseur.example', port: 995, security: 'tls' },
    login: 'cabinet.martin@fournisseur.example',
    provider: 'fournisseur',
    source: 'provider_table',
    needs_approval: false,
  },
  {
    server: { host: 'courrier.heberge.example', port: 110, security: 'starttls' },
    login: 'cabinet.martin',
    provider: null,
    source: 'service_record',
    needs_approval: true,
  },
];

/** Thirty days of checks every ten minutes would be much: an hour each, with a bad one now and then. */
export function points(from: string, until: string, most: number): HistoryPoint[] {
  const start = Date.parse(from);
  const seconds = Math.max(600, Math.ceil((Date.parse(until) - start) / 1000 / most / 600) * 600);
  const found: HistoryPoint[] = [];
  for (let at = start, index = 0; at < Date.parse(until); at += seconds * 1000, index += 1) {
    const checks = seconds / 600;
    const failed = index % 53 > 49 ? Math.ceil(checks / 2) : 0;
    const unknown = index % 71 === 0 ? 1 : 0;
    const good = Math.max(0, checks - failed - unknown);
    const median = 240 + 70 * Math.sin(index / 9) + 12 * (index % 5);
    found.push({
      at: new Date(at).toISOString(),
      seconds,
      well: good,
      failed,
      unknown,
      median_ms: good > 0 ? median : null,
      max_ms: good > 0 ? median * (1.2 + (index % 7) / 6) : null,
    });
  }
  return found;
}

/** The state with the relay's troubles, as the agent tells it: notices all, and the worst the headline. */
function relayed(state: Status, relay: RelayStatus): Status {
  const level = relayLevel(relay);
  const [worst] = relay.trouble_texts;
  if (!relay.in_use || !worst) return state;
  const above = (level === 'alarm' && state.level !== 'alarm') || state.level === 'well';
  return {
    ...state,
    level: above ? level : state.level,
    headline: above ? worst.title : state.headline,
    notices: [...state.notices, ...relay.trouble_texts],
  };
}

/** What stands beside the scene. */
export interface Aside {
  relay?: RelayScene;
  course?: CourseScene;
  steering?: SteeringScene;
  bulletins?: BulletinScene;
}

/** An agent of the imagination: it answers from a scene, and can be cut off. */
export class Scripted implements Backend {
  readonly asked: Request[] = [];
  state: Status;
  settings: Settings;
  /** Whether anybody answers. */
  answering = true;
  /** What the next request is refused with. */
  refuseNext: Refusal | null = null;
  /** How a trial check ends. */
  trial: 'well' | { cause: Cause; phase: Phase } = 'well';
  /** The phase in which a trial stays for ever. */
  holdAt: Phase | null = null;
  starts = 0;
  version: Refusal | null = null;
  readonly book: Book;
  /** What was saved as a table last. */
  saved: { name: string; content: string } | null = null;
  printed = 0;
  /** The provider's page that was opened last. */
  opened: string | null = null;
  /** Texts copied to mails, and pages of support's that were opened. */
  mailed: { subject: string; body: string } | null = null;
  relocation: Relocation | null;
  relay: RelayStatus;
  steering: Steering;
  change: Switch | null;
  fiche: Fiche | null;
  #listener: ((signal: Signal) => void) | null = null;

  constructor(scene: Scene, language = 'fr', move: Move = 'none', aside: Aside = {}) {
    const { relocation, change, fiche }: { relocation?: Relocation; change?: Switch; fiche?: Fiche } =
      MOVES[move]();
    this.relocation = relocation ?? null;
    this.change = aside.course ? course(aside.course, NOW) : (change ?? null);
    this.relay = RELAYS[aside.relay ?? 'off'](NOW);
    const bulletins = BULLETINS[aside.bulletins ?? 'none'](NOW);
    this.state = relayed({ ...SCENES[scene](), bulletins }, this.relay);
    this.steering = STEERINGS[aside.steering ?? 'alone'](NOW);
    this.fiche = fiche ?? null;
    this.book =
      scene in BOOKS ? BOOKS[scene as keyof typeof BOOKS]() : new Book(1, NOW, 0, { kind: 'no_lots' });
    this.settings = { ...SETTINGS, language };
  }

  subscribe(listener: (signal: Signal) => void): Promise<Welcome> {
    if (this.version) return Promise.reject(new Refused(this.version));
    if (!this.answering) return Promise.reject(new Silent());
    this.#listener = listener;
    return Promise.resolve({ release: '0.1.0', language: this.settings.language ?? 'fr' });
  }

  tell(event: Event): void {
    this.#listener?.({ type: 'event', event });
  }

  show(state: Status): void {
    this.state = state;
    this.tell({ type: 'status', status: state });
  }

  /** The agent goes; it answers again once `answering` is set. */
  cut(): void {
    this.answering = false;
    this.#listener?.({ type: 'lost' });
    this.#listener = null;
  }

  async call(request: Request): Promise<Answer> {
    if (!this.answering) throw new Silent();
    this.asked.push(request);
    if (this.refuseNext) {
      const refusal = this.refuseNext;
      this.refuseNext = null;
      throw new Refused(refusal);
    }
    switch (request.type) {
      case 'status':
        return { type: 'status', status: this.state };
      case 'settings':
        return { type: 'settings', settings: this.settings };
      case 'change_settings':
        this.settings = request.settings;
        this.tell({ type: 'settings', settings: this.settings });
        return { type: 'settings', settings: this.settings };
      case 'discover':
        return request.address.endsWith('@inconnu.example')
          ? { type: 'discovered', candidates: [], provider_name: null, advice: null }
          : {
              type: 'discovered',
              candidates: CANDIDATES,
              provider_name: 'Fournisseur',
              advice: text('advice-switch-on', { provider: words('Fournisseur') }),
            };
      case 'try_mailbox': {
        const of = account(0, request.draft.address);
        const report =
          this.trial === 'well' ? reportWell(of) : reportFailed(of, this.trial.cause, this.trial.phase);
        for (const { phase, ms } of report.timings) {
          this.tell({ type: 'check_progress', account: null, phase, ms: null });
          if (phase === this.holdAt) await new Promise(() => undefined);
          this.tell({ type: 'check_progress', account: null, phase, ms });
        }
        const explanation =
          this.trial === 'well' ? well(of).explanation : explainCause(of, this.trial.cause, this.trial.phase);
        return { type: 'checked', report, explanation };
      }
      case 'add_mailbox': {
        const added = { ...account(this.state.mailboxes.length + 1, request.draft.address) };
        const box = well(added);
        this.show({
          ...this.state,
          level: 'well',
          headline: box.explanation.title,
          mailboxes: [...this.state.mailboxes, box],
        });
        return { type: 'added', account: added };
      }
      case 'history':
        return {
          type: 'history',
          history: {
            points: points(request.from, request.until, request.points),
            incidents: [
              {
                began: ago(26 * HOUR),
                ended: ago(25 * HOUR),
                explanation: explainCause(account(1), 'connect_timeout', 'connect'),
              },
              {
                began: ago(11 * 24 * HOUR),
                ended: ago(11 * 24 * HOUR - 17 * MINUTE),
                explanation: explainCause(account(1), 'server_temporary', 'login'),
              },
            ].filter(({ began }) => began >= request.from),
          },
        };
      case 'lots':
        return { type: 'lots', page: this.book.page(request.query) };
      case 'lot': {
        const found = this.book.life(request.lot);
        if (!found) throw new Refused({ type: 'unknown_entry' });
        return { type: 'lot', ...found };
      }
      case 'returns':
        return { type: 'returns', page: this.book.returnPage(request.query) };
      case 'months':
        return { type: 'months', months: this.book.months() };
      case 'settle_lots':
        this.book.settle(request.lots, request.reason);
        this.#rewrite();
        return { type: 'done' };
      case 'enter_lot':
        this.book.enter(request.lot);
        this.#rewrite();
        return { type: 'done' };
      case 'find_sources':
        return {
          type: 'found_sources',
          found: [
            {
              kind: { kind: 'pyxvital', ini: 'C:\\PyxLan\\Pyxvital.ini', practitioner: '1' },
              software: 'Pyxvital',
            },
          ],
          profiles: [{ id: 'exemple', name: 'Logiciel Exemple' }],
        };
      case 'preview_source':
        return { type: 'source_preview', preview: preview(NOW) };
      case 'add_source':
        this.book.add(request.kind);
        this.#rewrite();
        return { type: 'done' };
      case 'remove_source':
        this.book.sources = this.book.sources.filter(({ source }) => source.id !== request.source);
        this.#rewrite();
        return { type: 'done' };
      case 'providers':
        return { type: 'providers', providers: PROVIDERS };
      case 'relocation':
        return this.#relocate(this.relocation);
      case 'begin_relocation':
        if (request.draft.pop && !request.draft.approved_hosts.includes(request.draft.pop.host))
          throw new Refused({ type: 'host_not_approved', host: request.draft.pop.host });
        return this.#relocate({ ...checking('running', NOW), address: request.draft.address });
      case 'give_relocation_password':
        return this.#relocate(checking('waiting', NOW));
      case 'repeat_relocation':
        return this.#relocate(checking('running', NOW));
      case 'end_relocation':
        this.#relocate(null);
        return { type: 'done' };
      case 'switch_ways':
        return { type: 'ways', ways: ways(this.relay.in_use) };
      case 'apply_switch':
        return this.#switch(change(request.way.kind === 'guided' ? 'enter' : 'close', NOW, request.way));
      case 'continue_switch':
        return this.#switch(
          this.change?.aim === 'to_relay'
            ? course('new', NOW)
            : this.change?.aim === 'from_relay'
              ? course('back-new', NOW)
              : change('new', NOW, this.change?.way),
        );
      case 'undo_switch':
        return this.#switch(change('old', NOW, this.change?.way));
      case 'switch':
        return { type: 'switch', switch: this.change };
      case 'fiche':
        if (!this.fiche) throw new Refused({ type: 'nothing_under_way' });
        return { type: 'fiche', fiche: this.fiche };
      case 'relay':
        return { type: 'relay', relay: this.relay };
      case 'relay_on': {
        const { pop_port, smtp_port, sending_without_login, in_use, submission } = request.change;
        if (submission && !request.change.host_approved)
          throw new Refused({ type: 'host_not_approved', host: submission.host });
        const next = RELAYS[(in_use ?? this.relay.in_use) ? 'unseen' : 'ready'](NOW);
        const { ports } = this.relay;
        return this.#relay({
          ...next,
          ports: { pop: pop_port ?? ports.pop, smtp: smtp_port ?? ports.smtp },
          sending_without_login: sending_without_login ?? this.relay.sending_without_login,
        });
      }
      case 'relay_off':
        if (this.relay.in_use && !request.even_in_use) throw new Refused({ type: 'relay_in_use' });
        return this.#relay(RELAYS[this.relay.in_use ? 'needed' : 'off'](NOW));
      case 'relay_credentials':
        return { type: 'relay_credentials', credentials: CREDENTIALS };
      case 'relay_ways':
        return { type: 'ways', ways: relayWays(request.back) };
      case 'apply_relay':
        return this.#switch(course(request.back ? 'back-collect' : 'enter', NOW));
      case 'steering':
      case 'fetch_configuration':
        return { type: 'steering', steering: this.steering };
      case 'read_enrolment':
        if (!request.given.includes('vigie')) throw new Refused({ type: 'not_an_enrolment', what: 'TOML' });
        return { type: 'enrolment_read', enrolment: ENROLMENT };
      case 'enrol':
        this.steering = STEERINGS.enrolled(NOW);
        return { type: 'steering', steering: this.steering };
      case 'leave_organisation':
        this.steering = STEERINGS.alone();
        return { type: 'steering', steering: this.steering };
      case 'agree_to_server':
        this.steering = { ...this.steering, proposals: [] };
        this.tell({ type: 'steering', steering: this.steering });
        return { type: 'done' };
      case 'bulletin_read': {
        const read = (bulletin: Bulletin) =>
          bulletin.id === request.id ? { ...bulletin, read: true } : bulletin;
        this.show({ ...this.state, bulletins: (this.state.bulletins ?? []).map(read) });
        return { type: 'done' };
      }
      case 'diagnostics':
        return {
          type: 'diagnostics',
          files: [
            {
              name: 'etat.json',
              content: JSON.stringify({ level: this.state.level, mailboxes: 1 }, null, 2),
            },
            { name: 'journal.log', content: '09:32:00 check 1 well 263 ms\n09:42:00 check 1 well 251 ms\n' },
          ],
          support_address: 'aide@support.example',
        };
      default:
        return { type: 'done' };
    }
  }

  #relocate(relocation: Relocation | null): Answer {
    this.relocation = relocation;
    this.tell({ type: 'relocation', relocation });
    return { type: 'relocation', relocation };
  }

  #relay(next: RelayStatus): Answer {
    this.relay = next;
    this.tell({ type: 'relay', relay: next });
    return { type: 'relay', relay: next };
  }

  #switch(next: Switch): Answer {
    this.change = next;
    this.tell({ type: 'switch', switch: next });
    return { type: 'switch', switch: next };
  }

  /** The book changed: its state is told, and that there is something to ask. */
  #rewrite(): void {
    const [first, ...rest] = this.state.mailboxes;
    if (first) this.show({ ...this.state, mailboxes: [{ ...first, book: this.book.status() }, ...rest] });
    this.tell({ type: 'book_changed', account: this.book.account });
  }

  startAgent(): Promise<void> {
    this.starts += 1;
    this.answering = true;
    return Promise.resolve();
  }

  saveDiagnostics(): Promise<boolean> {
    return Promise.resolve(true);
  }

  saveTable(name: string, content: string): Promise<boolean> {
    this.saved = { name, content };
    return Promise.resolve(true);
  }

  saveFiche(name: string): Promise<boolean> {
    this.saved = { name, content: this.fiche?.html ?? '' };
    return Promise.resolve(true);
  }

  openProviderPage(provider: string): Promise<void> {
    this.opened = provider;
    return Promise.resolve();
  }

  openSupportPage(url: string): Promise<void> {
    this.opened = url;
    return Promise.resolve();
  }

  writeMail(subject: string, body: string): Promise<void> {
    this.mailed = { subject, body };
    return Promise.resolve();
  }

  readEnrolmentFile(): Promise<string | null> {
    return Promise.resolve('vigie_enrolment = 1');
  }

  choosePath(): Promise<string | null> {
    return Promise.resolve('C:\\pyxvital\\LOTS');
  }

  print(): Promise<void> {
    this.printed += 1;
    return Promise.resolve();
  }

  writeToSupport(): Promise<void> {
    return Promise.resolve();
  }
}
