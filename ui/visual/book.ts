import type {
  AccountId,
  BookStatus,
  Explanation,
  LifeEvent,
  Lot,
  LotEntry,
  LotFilter,
  LotId,
  LotLife,
  LotQuery,
  Match,
  Matter,
  Month,
  Observability,
  Page,
  Return,
  ReturnQuery,
  SourceKind,
  SourcePreview,
  SourceStatus,
  Stage,
  Standing,
  TextArg,
} from '../src/protocol/protocol';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CAISSES = ['01751', '01351', '01221', '02595', '08911'];

const iso = (at: number): string => new Date(at).toISOString();

/** Always the same numbers, spread over [0, 1). */
function spread(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}

/** An explanation by key, as the agent gives it. */
function explain(key: string, args: Record<string, TextArg>): Explanation {
  const of = (attribute: string) => ({ key: `${key}.${attribute}`, args });
  return { title: of('title'), meaning: of('meaning'), action: of('action'), detail: null };
}

const OPEN: readonly Stage['stage'][] = ['awaiting', 'late', 'unanswered', 'manual'];
const TO_DO: readonly Stage['stage'][] = ['late', 'unanswered', 'manual', 'refused', 'not_delivered'];
const URGENT: readonly Stage['stage'][] = [
  'manual',
  'unanswered',
  'refused',
  'not_delivered',
  'late',
  'awaiting',
  'settled',
  'acknowledged',
];

const FITS: Record<LotFilter, (lot: Lot) => boolean> = {
  all: () => true,
  open: (lot) => OPEN.includes(lot.follow_up.stage.stage),
  to_do: (lot) => TO_DO.includes(lot.follow_up.stage.stage),
  acknowledged: (lot) => lot.follow_up.stage.stage === 'acknowledged',
  settled: (lot) => lot.follow_up.stage.stage === 'settled',
  sent_again: (lot) => lot.follow_up.transmissions > 1,
};

const COMPARE: Record<LotQuery['order'], (a: Lot, b: Lot) => number> = {
  sent: (a, b) => a.last_sent.localeCompare(b.last_sent),
  number: (a, b) => (a.reference.number ?? -1) - (b.reference.number ?? -1),
  caisse: (a, b) => (a.caisse ?? '').localeCompare(b.caisse ?? ''),
  stage: (a, b) => URGENT.indexOf(a.follow_up.stage.stage) - URGENT.indexOf(b.follow_up.stage.stage),
};

/** A practice's book, out of thin air: lots sent on working days, the last ones of every kind. */
export class Book {
  readonly lots: Lot[] = [];
  readonly returns: Return[] = [];
  sources: SourceStatus[] = [];
  #ordered: { key: string; rows: Lot[] } | null = null;

  constructor(
    readonly account: AccountId,
    readonly now: number,
    count: number,
    readonly sight: Observability = { kind: 'full' },
  ) {
    const every = count > 2000 ? 0.3 * HOUR : 11 * HOUR;
    for (let index = count - 1; index >= 0; index -= 1) {
      const sent = now - 95 * 60_000 - index * every;
      this.#send(count - index, sent, this.#kind(index));
    }
  }

  /** The stages of the latest lots are chosen so that each is there; of the older ones nearly all are received. */
  #kind(index: number): Stage['stage'] {
    const latest: readonly Stage['stage'][] = [
      'awaiting',
      'awaiting',
      'acknowledged',
      'late',
      'late',
      'acknowledged',
      'refused',
      'acknowledged',
      'unanswered',
      'acknowledged',
      'not_delivered',
      'manual',
      'settled',
    ];
    const chosen = latest[index];
    if (chosen) return chosen;
    return spread(index) > 0.985 ? 'settled' : 'acknowledged';
  }

  #send(id: LotId, sent: number, kind: Stage['stage']): void {
    const delay = (2 + spread(id) * 9) * HOUR;
    const answered = Math.min(sent + delay, this.now - 60_000);
    const strength = spread(id * 7) > 0.75 ? 'probable' : 'proven';
    const again = kind === 'manual' || kind === 'unanswered' || spread(id * 3) > 0.97;
    const stage: Stage = ((): Stage => {
      switch (kind) {
        case 'awaiting':
          return { stage: kind };
        case 'late':
          return { stage: kind, since: iso(sent + 9 * HOUR) };
        case 'unanswered':
          return { stage: kind, since: iso(sent + 48 * HOUR) };
        case 'manual':
          return { stage: kind, since: iso(sent + 96 * HOUR) };
        case 'settled':
          return {
            stage: kind,
            at: iso(Math.min(sent + 5 * DAY, this.now - 20 * 60_000)),
            reason: 'Payé, vu sur Ameli Pro',
          };
        default:
          return { stage: kind, at: iso(answered), strength };
      }
    })();
    const caisse = CAISSES[Math.floor(spread(id * 5) * CAISSES.length)] ?? null;
    const first = iso(again ? sent - 49 * HOUR : sent);
    const lot: Lot = {
      id,
      account: this.account,
      reference: { emitter: null, number: id % 1000, date: first.slice(0, 10) },
      caisse,
      message_id: null,
      invoices: 3 + Math.floor(spread(id * 11) * 40),
      first_sent: first,
      last_sent: iso(sent),
      origin: { origin: 'source', id: 1 },
      follow_up: { stage, counted_from: iso(sent), transmissions: again ? 2 : 1 },
    };
    this.lots.push(lot);
    const match: Match[] = 'strength' in stage ? [{ lot: id, strength: stage.strength }] : [];
    const reference = strength === 'proven' ? [lot.reference] : [];
    if ('strength' in stage) {
      const of = {
        acknowledged: 'arl_positive',
        refused: 'arl_negative',
        not_delivered: 'non_delivery',
      } as const;
      this.#receive({
        class: of[stage.stage],
        caisse,
        at: iso(answered),
        references: reference,
        lots: match,
      });
    }
    if (kind === 'acknowledged' && id % 3 === 0) {
      const double = id % 12 === 0;
      this.#receive({
        class: 'rsp',
        caisse,
        at: iso(Math.min(answered + 2 * DAY, this.now - 30_000)),
        references: [lot.reference],
        lots: [{ lot: id, strength: 'proven' }],
        states: double
          ? { rejected: 1 }
          : { paid: lot.invoices ?? 1, ...(id % 9 === 0 ? { rejected: 1 } : {}) },
        codes: double ? { '1070': 1 } : id % 9 === 0 ? { '0123': 1 } : {},
      });
    }
  }

  #receive(one: Pick<Return, 'class' | 'caisse' | 'at' | 'references' | 'lots'> & Partial<Return>): void {
    this.returns.push({
      id: this.returns.length + 1,
      account: this.account,
      strength: 'proven',
      origin: { origin: 'mailbox' },
      states: {},
      codes: {},
      ...one,
    });
  }

  standing(): Standing {
    const count = (stage: Stage['stage']) =>
      this.lots.filter(({ follow_up }) => follow_up.stage.stage === stage).length;
    return {
      awaiting: count('awaiting'),
      late: count('late'),
      unanswered: count('unanswered'),
      manual: count('manual'),
      refused: count('refused'),
      not_delivered: count('not_delivered'),
    };
  }

  status(): BookStatus {
    const number = (value: number): TextArg => ({ type: 'number', value });
    const time = (value: string): TextArg => ({ type: 'time', value });
    const seen = this.sight.kind === 'returns_unreliable' ? this.sight : { seen: 0, expected: 0 };
    const matters: Matter[] = [];
    const texts: Explanation[] = [];
    const standing = this.standing();
    for (const matter of ['manual', 'unanswered', 'refused', 'not_delivered', 'late'] as const) {
      const known = this.sight.kind === 'full' || matter === 'refused' || matter === 'not_delivered';
      if (standing[matter] === 0 || !known) continue;
      const oldest = this.lots.find(({ follow_up }) => follow_up.stage.stage === matter)?.last_sent ?? '';
      matters.push({ matter, lots: standing[matter], oldest });
      texts.push(
        explain(`book-${matter.replaceAll('_', '-')}`, {
          lots: number(standing[matter]),
          oldest: time(oldest),
        }),
      );
    }
    return {
      observability: this.sight,
      sight: explain(`book-sight-${this.sight.kind.replaceAll('_', '-')}`, {
        seen: number(seen.seen),
        expected: number(seen.expected),
      }),
      standing,
      matters,
      matter_texts: texts,
      last_return:
        this.returns
          .map(({ at }) => at)
          .sort()
          .at(-1) ?? null,
      sources: this.sources,
    };
  }

  page(query: LotQuery): Page<Lot> {
    const { offset, limit, ...asked } = query;
    const key = JSON.stringify(asked);
    if (this.#ordered?.key !== key) {
      const words = asked.search.toLowerCase();
      const rows = this.lots
        .filter(FITS[asked.filter])
        .filter(
          (lot) =>
            words === '' ||
            String(lot.reference.number).padStart(3, '0').includes(words) ||
            (lot.caisse ?? '').startsWith(words),
        )
        .sort((a, b) => COMPARE[asked.order](a, b) || a.id - b.id);
      this.#ordered = { key, rows: asked.descending ? rows.reverse() : rows };
    }
    const { rows } = this.#ordered;
    return { total: rows.length, rows: rows.slice(offset, offset + limit) };
  }

  returnPage(query: ReturnQuery): Page<Return> {
    const rows = this.returns
      .filter((one) => query.classes.length === 0 || query.classes.includes(one.class))
      .filter(
        (one) =>
          query.search === '' ||
          (one.caisse ?? '').startsWith(query.search) ||
          Object.keys(one.codes).includes(query.search),
      )
      .sort((a, b) => b.at.localeCompare(a.at));
    return { total: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
  }

  life(id: LotId): { life: LotLife; explanation: Explanation } | null {
    const lot = this.lots.find((each) => each.id === id);
    if (!lot) return null;
    const { stage, transmissions } = lot.follow_up;
    const events: LifeEvent[] = [{ at: lot.first_sent, event: null }];
    const sent = Date.parse(lot.last_sent);
    if (transmissions > 1) {
      const since = iso(Date.parse(lot.first_sent) + 48 * HOUR);
      events.push({ at: since, event: { event: 'became', stage: { stage: 'unanswered', since } } });
      events.push({ at: lot.last_sent, event: { event: 'sent_again' } });
    }
    if (stage.stage !== 'awaiting') {
      const at = 'since' in stage ? stage.since : stage.at;
      if (stage.stage !== 'unanswered' || transmissions === 1)
        events.push({ at, event: { event: 'became', stage } });
    }
    const since = 'since' in stage ? stage.since : 'at' in stage ? stage.at : lot.last_sent;
    const args: Record<string, TextArg> = {
      sent: { type: 'time', value: lot.last_sent },
      at: { type: 'time', value: since },
      reason: { type: 'words', value: stage.stage === 'settled' ? stage.reason : '' },
    };
    const likely = stage.stage === 'acknowledged' && stage.strength === 'probable' ? '-probable' : '';
    const unsure = OPEN.includes(stage.stage) && this.sight.kind !== 'full';
    const key = unsure ? 'unsure' : `${stage.stage.replaceAll('_', '-')}${likely}`;
    return {
      life: {
        lot,
        events,
        returns: this.returns.filter(({ lots }) => lots.some((match) => match.lot === id)),
        next_deadline: ['awaiting', 'late', 'unanswered'].includes(stage.stage)
          ? iso(Math.max(sent + 48 * HOUR, this.now + 5 * HOUR))
          : null,
      },
      explanation: explain(`book-stage-${key}`, args),
    };
  }

  months(): Month[] {
    const months = new Map<string, Lot[]>();
    for (const lot of this.lots) {
      const name = lot.first_sent.slice(0, 7);
      months.set(name, [...(months.get(name) ?? []), lot]);
    }
    return [...months]
      .sort(([a], [b]) => b.localeCompare(a))
      .slice(0, 120)
      .map(([name, lots], index) => {
        const are = (fits: (stage: Stage['stage']) => boolean) =>
          lots.filter(({ follow_up }) => fits(follow_up.stage.stage)).length;
        return {
          month: `${name}-01`,
          sent: lots.length,
          acknowledged: are((stage) => stage === 'acknowledged'),
          refused: are((stage) => stage === 'refused' || stage === 'not_delivered'),
          sent_again: lots.filter(({ follow_up }) => follow_up.transmissions > 1).length,
          open: are((stage) => OPEN.includes(stage)),
          median_delay_s: 20_000 + Math.round(4000 * Math.sin(index)),
        };
      });
  }

  settle(ids: readonly LotId[], reason: string): void {
    for (const lot of this.lots)
      if (ids.includes(lot.id)) lot.follow_up.stage = { stage: 'settled', at: iso(this.now), reason };
    this.#ordered = null;
  }

  enter(entry: LotEntry): void {
    this.lots.push({
      id: this.lots.length + 1,
      account: this.account,
      reference: { emitter: null, number: entry.number, date: entry.date },
      caisse: entry.caisse,
      message_id: null,
      invoices: null,
      first_sent: entry.sent,
      last_sent: entry.sent,
      origin: { origin: 'hand' },
      follow_up: { stage: { stage: 'awaiting' }, counted_from: entry.sent, transmissions: 1 },
    });
    this.#ordered = null;
  }

  add(kind: SourceKind): void {
    const id = this.sources.reduce((most, { source }) => Math.max(most, source.id), 0) + 1;
    this.sources = [
      ...this.sources,
      { source: { id, account: this.account, kind }, last_read: null, problem: null },
    ];
  }
}

/** What a folder shows before it is chosen. */
export function preview(now: number): SourcePreview {
  return {
    lots: 212,
    returns: 0,
    unknown: 3,
    sample: Array.from({ length: 8 }, (_, index) => ({
      number: String(212 - index).padStart(3, '0'),
      caisse: CAISSES[index % CAISSES.length] ?? null,
      sent: iso(now - (index + 1) * 7 * HOUR),
    })),
    problem: null,
  };
}

/** Sources in use: one that is read, one that is not there. */
export function sources(account: AccountId, now: number): SourceStatus[] {
  return [
    {
      source: {
        id: 1,
        account,
        kind: { kind: 'pyxvital', ini: 'C:\\pyxvital\\Pyxvital.ini', practitioner: null },
      },
      last_read: iso(now - 4 * 60_000),
      problem: null,
    },
    {
      source: { id: 2, account, kind: { kind: 'return_folder', path: 'N:\\Partage\\Telesante\\ARL' } },
      last_read: iso(now - 3 * DAY),
      problem: {
        key: 'source-missing',
        args: { path: { type: 'words', value: 'N:\\Partage\\Telesante\\ARL' } },
      },
    },
  ];
}
