import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Text, TextArg } from './protocol/protocol';

export type Language = 'fr' | 'en';

// The terminal's and the tray's sentences never reach the page.
const sources = import.meta.glob<string>(
  ['../../crates/words/catalogue/*/*.ftl', '!**/cli.ftl', '!**/tray.ftl', '!**/toast.ftl'],
  { query: '?raw', import: 'default', eager: true },
);

/** The longest string put into a sentence, in characters. */
const LONGEST = 300;

/** Beyond this a number no longer counts exactly. */
const GREATEST = 9e15;

export type Variables = Record<string, FluentVariable>;

/** What calendar and clock show; Monday is weekday 1, months count from 1. */
export interface Civil {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
}

/** The language for a tag such as `fr-FR`; French where it is neither French nor English. */
export function languageOf(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/** The catalogue in one language. The rules for arguments stand in the catalogue's README. */
export class Words {
  readonly #bundle: FluentBundle;
  readonly #calendar: Intl.DateTimeFormat;

  /** @param zone The practice's IANA zone; without it moments are told in the computer's own. */
  constructor(
    readonly language: Language,
    readonly zone?: string,
  ) {
    this.#calendar = new Intl.DateTimeFormat('en', {
      ...(zone === undefined ? {} : { timeZone: zone }),
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    this.#bundle = new FluentBundle(language, { useIsolating: false });
    for (const [path, source] of Object.entries(sources)) {
      if (path.includes(`/catalogue/${language}/`)) this.#bundle.addResource(new FluentResource(source));
    }
  }

  /** Whether there is such a sentence (`key` or `key.attribute`). */
  has(key: string): boolean {
    return this.#pattern(key) !== null;
  }

  /** A sentence of the page. An unknown key is shown in brackets rather than silently missing. */
  t = (key: string, variables?: Variables): string => {
    const pattern = this.#pattern(key);
    return pattern === null ? `[${key}]` : this.#bundle.formatPattern(pattern, variables ?? null, []);
  };

  /** A sentence that the agent sends. */
  say = (text: Text): string => {
    const variables: Variables = {};
    for (const [name, arg] of Object.entries(text.args)) Object.assign(variables, this.variables(name, arg));
    return this.t(text.key, variables);
  };

  /** « lundi 27 avril à 9 h 14 » */
  moment = (at: Date): string => {
    const { weekday, day, month } = this.civil(at);
    return this.t('format-moment', { weekday, day, month, time: this.time(at) });
  };

  /** « 27 avril 2026 » */
  date = (at: Date): string => {
    const { day, month, year } = this.civil(at);
    return this.t('format-date', { day, month, year: String(year) });
  };

  /** « 9 h 14 » */
  time = (at: Date): string => {
    const { hour, minute } = this.civil(at);
    return this.t('format-time', { hour, minute: String(minute).padStart(2, '0') });
  };

  /** « 27/04/2026 », for tables. */
  day = (at: Date): string => {
    const { day, month, year } = this.civil(at);
    return `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;
  };

  /** « 27/04/2026 9 h 14 », for tables. */
  stamp = (at: Date): string => `${this.day(at)} ${this.time(at)}`;

  /** A moment as calendar and clock show it in the practice's zone. */
  civil = (at: Date): Civil => {
    const civil = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
    for (const { type, value } of this.#calendar.formatToParts(at)) {
      if (type in civil) civil[type as keyof typeof civil] = Number(value);
    }
    const weekday = new Date(Date.UTC(civil.year, civil.month - 1, civil.day)).getUTCDay();
    return { ...civil, weekday: ((weekday + 6) % 7) + 1 };
  };

  /** « 3 heures » */
  duration = (seconds: number): string => {
    seconds = Math.max(0, finite(seconds));
    const minutes = Math.round(seconds / 60);
    if (Math.round(seconds) < 60) return this.t('format-seconds', { count: short(seconds) });
    if (minutes < 60) return this.t('format-minutes', { count: minutes });
    if (seconds < 48 * 3600) {
      const count = Math.floor(minutes / 60);
      const rest = minutes % 60;
      if (rest === 0) return this.t('format-hours', { count });
      return this.t('format-hours-minutes', { count, minute: String(rest).padStart(2, '0') });
    }
    return this.t('format-days', { count: Math.floor(seconds / 86_400) });
  };

  /** « 12 Mo » */
  size = (octets: number): string => {
    octets = Math.round(Math.max(0, finite(octets)));
    if (octets < 1000) return this.t('format-octets', { count: octets });
    const units = ['format-kilo', 'format-mega', 'format-giga'];
    let value = octets / 1000;
    let unit = 0;
    // 999.6 Mo would be written as 1000 Mo: the step is taken on the rounded value.
    while (Math.round(value) >= 1000 && unit + 1 < units.length) {
      value /= 1000;
      unit += 1;
    }
    return this.t(units[unit] ?? 'format-giga', { count: short(value) });
  };

  /** « 12 345,6 », with at most this many decimals. */
  number = (value: number, decimals = 0): string =>
    new Intl.NumberFormat(this.language, { maximumFractionDigits: decimals }).format(finite(value));

  /** « 99,9 % »; 100 % only where nothing at all failed. */
  share = (share: number): string => {
    const rounded = share < 1 ? Math.min(share, 0.999) : 1;
    return new Intl.NumberFormat(this.language, { style: 'percent', maximumFractionDigits: 1 }).format(
      rounded,
    );
  };

  /** « < 1 ms », « 87 ms » below a second, else as a duration. */
  milliseconds = (ms: number): string =>
    ms > 0 && ms < 1
      ? '<\u00a01\u00a0ms'
      : ms < 999.5
        ? `${this.number(Math.max(0, ms))}\u00a0ms`
        : this.duration(ms / 1000);

  #pattern(key: string) {
    const [id = '', attribute] = key.split('.', 2);
    const message = this.#bundle.getMessage(id);
    if (!message) return null;
    return attribute === undefined ? message.value : (message.attributes[attribute] ?? null);
  }

  /** The variables that an argument of this name gives a sentence. */
  variables(name: string, arg: TextArg): Variables {
    switch (arg.type) {
      case 'words':
        return { [name]: oneLine(arg.value) };
      case 'number':
        return { [name]: finite(arg.value) };
      case 'time': {
        const at = new Date(arg.value);
        return { [name]: this.moment(at), [`${name}-date`]: this.date(at), [`${name}-time`]: this.time(at) };
      }
      case 'seconds':
        return { [name]: this.duration(arg.value) };
      case 'octets':
        return { [name]: this.size(arg.value) };
    }
  }
}

/** Words from outside, made fit for one line: nothing in them turns the direction of reading. */
export function oneLine(raw: string): string {
  const clean = raw
    .replace(/[\p{Cc}\u200e\u200f\u061c\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/[^\S\u00a0]+/gu, ' ')
    .replace(/^ | $/g, '');
  const characters = Array.from(clean);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : clean;
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.min(GREATEST, Math.max(-GREATEST, value)) : 0;
}

/** One decimal below 10, none above. */
function short(value: number): number {
  const tenths = Math.round(value * 10) / 10;
  return tenths < 10 ? tenths : Math.round(value);
}
