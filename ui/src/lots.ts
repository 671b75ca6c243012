import type {
  InvoiceState,
  Level,
  Lot,
  LotEvent,
  LotFilter,
  LotReference,
  Matter,
  MessageClass,
  Month,
  Observability,
  Return,
  Stage,
  Standing,
  Strength,
  Text,
} from './protocol/protocol';
import type { Words } from './words';

export const FILTERS: readonly LotFilter[] = [
  'all',
  'open',
  'to_do',
  'acknowledged',
  'settled',
  'sent_again',
];

/** The ways of choosing among returns, and the classes that each stands for; none: every one. */
export const RETURN_FILTERS = {
  all: [],
  arl: ['arl_positive', 'arl_negative', 'arl_unsigned'],
  payments: ['rsp'],
  refusals: ['arl_negative', 'non_delivery'],
  others: ['service_message', 'unknown_machine', 'foreign'],
} as const satisfies Record<string, readonly MessageClass[]>;
export type ReturnFilter = keyof typeof RETURN_FILTERS;

/** How a stage is drawn: the four day signals, and three of the book's own. */
export type Mark = Level | 'waiting' | 'likely' | 'settled';

/** A stage as it is shown: its sign, and its name by key. */
export interface Shown {
  mark: Mark;
  key: string;
}

function withStrength(key: string, strength: Strength): string {
  return strength === 'probable' ? `${key}-probable` : key;
}

/**
 * Where a lot stands. Where answers are not reliably seen, a deadline that has passed is something to
 * look up in the billing software, and no alarm.
 */
export function shownStage(stage: Stage, sight: Observability['kind']): Shown {
  switch (stage.stage) {
    case 'awaiting':
      return { mark: 'waiting', key: 'stage-awaiting' };
    case 'late':
    case 'unanswered':
    case 'manual':
      if (sight !== 'full') return { mark: 'unknown', key: 'lots-stage-unsure' };
      return { mark: stage.stage === 'manual' ? 'alarm' : 'attention', key: `stage-${stage.stage}` };
    case 'acknowledged':
      return {
        mark: stage.strength === 'proven' ? 'well' : 'likely',
        key: withStrength('stage-acknowledged', stage.strength),
      };
    case 'refused':
      return { mark: 'attention', key: withStrength('stage-refused', stage.strength) };
    case 'not_delivered':
      return { mark: 'attention', key: withStrength('stage-not-delivered', stage.strength) };
    case 'settled':
      return { mark: 'settled', key: 'stage-settled' };
  }
}

/** The level of a callout that explains a lot. */
export function levelOf(mark: Mark): Level {
  if (mark === 'settled') return 'well';
  return mark === 'waiting' || mark === 'likely' ? 'unknown' : mark;
}

/** How urgent a matter is: orange and red are the rule's own colours. */
export function matterLevel(matter: Matter): Level {
  switch (matter.matter) {
    case 'manual':
    case 'silent_returns':
    case 'vanishing':
      return 'alarm';
    default:
      return 'attention';
  }
}

/** Whether a matter concerns lots, which can be shown. */
export function concernsLots(matter: Matter): boolean {
  return 'lots' in matter;
}

/** Whether it makes sense to settle it by hand: neither received nor settled already. */
export function canSettle(lot: Lot): boolean {
  const { stage } = lot.follow_up;
  return stage.stage !== 'settled' && !(stage.stage === 'acknowledged' && stage.strength === 'proven');
}

/** How many lots of a mailbox await their answer. */
export function awaiting(standing: Standing): number {
  return standing.awaiting + standing.late + standing.unanswered + standing.manual;
}

/** « 047 »; a dash where it is not known. */
export function lotNumber(reference: LotReference): string {
  return reference.number === null ? '–' : String(reference.number).padStart(3, '0');
}

/** The lots that a return names, shortly. */
export function named(references: readonly LotReference[]): string {
  return references.map(lotNumber).join(', ');
}

/** How a class of returns is drawn. */
export function returnMark(one: Pick<Return, 'class' | 'states' | 'codes'>): Mark {
  switch (one.class) {
    case 'arl_positive':
      return 'well';
    case 'arl_unsigned':
      return 'likely';
    case 'arl_negative':
    case 'non_delivery':
    case 'foreign':
      return harmless(one) ? 'likely' : 'attention';
    case 'rsp':
      return (one.states.rejected ?? 0) > 0 && !harmless(one) ? 'attention' : 'well';
    default:
      return 'unknown';
  }
}

/** What a reject code means, where that is known: in both cases nothing is to be done. */
export function knownCode(code: string): 'already-received' | 'already-in-process' | null {
  switch (code.toUpperCase()) {
    case '1070':
    case 'LOTDEJARECU':
      return 'already-received';
    case 'FACTUREDEJAENTRAITEMENT':
      return 'already-in-process';
    default:
      return null;
  }
}

/** Whether a return's codes all ask for nothing. */
export function harmless(one: Pick<Return, 'codes'>): boolean {
  const codes = Object.keys(one.codes);
  return codes.length > 0 && codes.every((code) => knownCode(code) !== null);
}

/** A code as people read it: labels stand in for codes that are not public. */
export function codeName(code: string): string | null {
  return /^[A-Z]{8,}$/.test(code) && knownCode(code) !== null ? null : code;
}

const STATES: readonly InvoiceState[] = ['paid', 'rejected', 'deferred'];

/** « 12 payées, 1 rejetée » */
export function states(words: Words, one: Pick<Return, 'states'>): string {
  return STATES.filter((state) => (one.states[state] ?? 0) > 0)
    .map((state) => words.t(`lots-state-${state}`, { count: one.states[state] ?? 0 }))
    .join(', ');
}

/** The class's name by key. */
export function classKey(one: Pick<Return, 'class'>): string {
  return `lots-class-${one.class.replaceAll('_', '-')}`;
}

/**
 * What happened to a lot, in words; `null`: it was sent for the first time. Where answers are not reliably
 * seen, a deadline that passed says no more than that none was seen.
 */
export function eventText(event: LotEvent | null, sight: Observability['kind']): Text {
  const text = (key: string, args: Text['args'] = {}): Text => ({ key, args });
  if (event === null) return text('book-event-sent');
  switch (event.event) {
    case 'sent_again':
      return text('book-event-sent-again');
    case 'sent_again_though_acknowledged':
      return text('book-event-sent-again-though-acknowledged');
    case 'answered_again':
      return text('book-event-answered-again');
    case 'contradicted': {
      const { stage } = event.after;
      const known = stage === 'refused' || stage === 'not_delivered' ? stage : 'acknowledged';
      return text(`book-event-contradicted-${known.replaceAll('_', '-')}`);
    }
    case 'became': {
      const { stage } = event;
      if (sight !== 'full' && ['late', 'unanswered', 'manual'].includes(stage.stage))
        return text(`lots-unseen-${stage.stage}`);
      const key = `book-event-${stage.stage.replaceAll('_', '-')}`;
      if (stage.stage === 'settled') return text(key, { reason: { type: 'words', value: stage.reason } });
      return text('strength' in stage ? withStrength(key, stage.strength) : key);
    }
  }
}

/** How an event is drawn on the timeline. */
export function eventMark(event: LotEvent | null, sight: Observability['kind']): Mark {
  if (event === null) return 'waiting';
  switch (event.event) {
    case 'became':
      return shownStage(event.stage, sight).mark;
    case 'contradicted':
      return shownStage(event.after, sight).mark;
    default:
      return 'waiting';
  }
}

/** Months in order of time, the gaps between them filled, the last so many. */
export function filled(months: readonly Month[], most: number): Month[] {
  const known = new Map(months.map((month) => [month.month.slice(0, 7), month]));
  const names = [...known.keys()].sort();
  const first = names[0];
  const last = names.at(-1);
  if (first === undefined || last === undefined) return [];
  const all: Month[] = [];
  for (let name = first; name <= last && all.length < 1200; name = nextMonth(name)) {
    all.push(
      known.get(name) ?? {
        month: `${name}-01`,
        sent: 0,
        acknowledged: 0,
        refused: 0,
        sent_again: 0,
        open: 0,
        median_delay_s: null,
      },
    );
  }
  return all.slice(-most);
}

function nextMonth(name: string): string {
  const [year = 0, month = 0] = name.split('-').map(Number);
  const next = new Date(Date.UTC(year, month, 1));
  return next.toISOString().slice(0, 7);
}

/** What a month is called. */
export function monthName(words: Words, month: string, short = false): string {
  return new Intl.DateTimeFormat(words.language, {
    timeZone: 'UTC',
    month: short ? 'short' : 'long',
    year: short ? '2-digit' : 'numeric',
  }).format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`));
}
