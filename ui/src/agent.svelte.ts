import { createContext } from 'svelte';
import { delayAfter } from './backoff';
import { Refused, Silent, type Backend, type Signal } from './backend';
import { zoneOf } from './departments';
import { advance, type PhaseProgress } from './phases';
import type {
  AccountId,
  Answer,
  Event,
  Refusal,
  RelayStatus,
  Relocation,
  Request,
  Settings,
  Status,
  Steering,
  Switch,
} from './protocol/protocol';
import { languageOf, oneLine, Words, type Variables } from './words';

/** How the line to the agent stands. */
export type Link =
  | { kind: 'connecting' }
  | { kind: 'up' }
  /** Nobody answers; the next attempt is at that moment (milliseconds), or running now. */
  | { kind: 'silent'; nextAt: number | null }
  /** The agent is of another version. */
  | { kind: 'foreign'; agent: number; face: number };

/** Books that change are read anew at most once in so many milliseconds. */
export const BOOK_PAUSE = 1500;

/** The whole of what the page knows of the agent. It decides nothing: it shows, and asks. */
export class Agent {
  link = $state.raw<Link>({ kind: 'connecting' });
  status = $state.raw<Status | null>(null);
  settings = $state.raw<Settings | null>(null);
  release = $state('');
  words = $state.raw(new Words(languageOf(globalThis.navigator?.language)));
  /** The phases of running checks: by mailbox, `null` for the one being tried. */
  progress = $state.raw<ReadonlyMap<AccountId | null, readonly PhaseProgress[]>>(new Map());

  /** The check of a new mailbox, and the last switch, as the agent tells them. */
  relocation = $state.raw<Relocation | null>(null);
  change = $state.raw<Switch | null>(null);
  /** How far they are known: a page that shows them waits for that. */
  move = $state<'asked' | 'known' | 'failed'>('asked');

  /** The relay, and what support pushes; `null` before the agent told of them, or where it does not. */
  relay = $state.raw<RelayStatus | null>(null);
  steering = $state.raw<Steering | null>(null);
  rest = $state<'asked' | 'known'>('asked');

  /** Grows when what the book answers may have changed; whoever shows it asks anew. */
  bookChanges = $state(0);

  #failures = 0;
  /** The system's language: the agent's word for it where it gave one, for the webview's can differ. */
  #system: string | undefined = globalThis.navigator?.language;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #bookTimer: ReturnType<typeof setTimeout> | null = null;
  /** Whether the book changed again while a change was being let settle. */
  #bookAgain = false;
  /** Counts attempts, so that what an abandoned line still says is not heard. */
  #attempt = 0;

  constructor(readonly backend: Backend) {}

  /** Opens the line and keeps it open until `stop`. */
  start(): void {
    void this.#connect();
  }

  stop(): void {
    this.#attempt += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#bookTimer !== null) clearTimeout(this.#bookTimer);
    this.#bookTimer = null;
  }

  /** Tries again without waiting for the next attempt. */
  retryNow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.#connect();
  }

  /** Asks, and expects an answer of this type. @throws {Refused | Silent} */
  async ask<T extends Answer['type']>(request: Request, type: T): Promise<Extract<Answer, { type: T }>> {
    const answer = await this.backend.call(request);
    if (answer.type !== type) throw new Silent();
    return answer as Extract<Answer, { type: T }>;
  }

  /** Asks how far a move is; from then on events tell. */
  async learnMove(): Promise<void> {
    const attempt = this.#attempt;
    this.move = 'asked';
    try {
      const [{ relocation }, { switch: change }] = await Promise.all([
        this.ask({ type: 'relocation' }, 'relocation'),
        this.ask({ type: 'switch' }, 'switch'),
      ]);
      if (attempt !== this.#attempt) return;
      this.relocation = relocation;
      this.change = change;
      this.move = 'known';
    } catch {
      if (attempt === this.#attempt) this.move = 'failed';
    }
  }

  /** Asks for the relay and for what support pushes, each for itself; from then on events tell. */
  async learnRest(): Promise<void> {
    const attempt = this.#attempt;
    this.rest = 'asked';
    const [relay, steering] = await Promise.allSettled([
      this.ask({ type: 'relay' }, 'relay'),
      this.ask({ type: 'steering' }, 'steering'),
    ]);
    if (attempt !== this.#attempt) return;
    this.relay = relay.status === 'fulfilled' ? relay.value.relay : null;
    this.steering = steering.status === 'fulfilled' ? steering.value.steering : null;
    this.rest = 'known';
  }

  /** Forgets the phases of the last try. */
  clearTrial(): void {
    this.progress = new Map([...this.progress].filter(([account]) => account !== null));
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    if (this.link.kind === 'silent') this.link = { kind: 'silent', nextAt: null };
    try {
      const welcome = await this.backend.subscribe((signal) => {
        if (attempt === this.#attempt) this.#hear(signal);
      });
      if (attempt !== this.#attempt) return;
      this.release = welcome.release;
      this.#speak(welcome.language);
      const [{ status }, { settings }] = await Promise.all([
        this.ask({ type: 'status' }, 'status'),
        this.ask({ type: 'settings' }, 'settings'),
      ]);
      if (attempt !== this.#attempt) return;
      this.#failures = 0;
      this.#see(status);
      this.settings = settings;
      if (settings.language === null) this.#system = welcome.language;
      this.#speak(welcome.language);
      this.bookChanges += 1;
      this.link = { kind: 'up' };
      void this.learnMove();
      void this.learnRest();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error instanceof Refused && error.refusal.type === 'foreign_version') {
        this.link = { kind: 'foreign', agent: error.refusal.agent, face: error.refusal.face };
      } else {
        this.#lose();
      }
    }
  }

  #lose(): void {
    this.#attempt += 1;
    this.#failures += 1;
    this.progress = new Map();
    const delay = delayAfter(this.#failures);
    this.link = { kind: 'silent', nextAt: Date.now() + delay };
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), delay);
  }

  #hear(signal: Signal): void {
    if (signal.type === 'lost') this.#lose();
    else this.#learn(signal.event);
  }

  #learn(event: Event): void {
    switch (event.type) {
      case 'status':
        this.#see(event.status);
        break;
      case 'settings':
        this.settings = event.settings;
        this.#speak(event.settings.language);
        break;
      case 'check_progress': {
        const known = this.progress.get(event.account) ?? [];
        this.progress = new Map([...this.progress, [event.account, advance(known, event.phase, event.ms)]]);
        break;
      }
      case 'book_changed':
        this.#noteBook();
        break;
      case 'relocation':
        this.relocation = event.relocation;
        break;
      case 'switch':
        this.change = event.switch;
        break;
      case 'relay':
        this.relay = event.relay;
        break;
      case 'steering':
        this.steering = event.steering;
        break;
      case 'come_forward':
      case 'goodbye':
        break;
    }
  }

  /** The first change is told at once; those that follow at short distance once, together. */
  #noteBook(): void {
    if (this.#bookTimer !== null) {
      this.#bookAgain = true;
      return;
    }
    this.bookChanges += 1;
    this.#bookAgain = false;
    this.#bookTimer = setTimeout(() => {
      this.#bookTimer = null;
      if (this.#bookAgain) this.#noteBook();
    }, BOOK_PAUSE);
  }

  #see(status: Status): void {
    this.status = status;
    const running = new Set<AccountId | null>([null]);
    for (const mailbox of status.mailboxes) if (mailbox.checking) running.add(mailbox.account.id);
    this.progress = new Map([...this.progress].filter(([account]) => running.has(account)));
  }

  /** Takes up the language (`null` is the system's) and the practice's zone. */
  #speak(tag: string | null): void {
    const language = languageOf(tag ?? this.#system);
    const zone = zoneOf(this.settings?.department);
    if (language !== this.words.language || zone !== this.words.zone) this.words = new Words(language, zone);
  }
}

/** Why the agent did not do what was asked, and what to do. */
export function refusalText(words: Words, refusal: Refusal): string {
  const key = `refusal-${refusal.type.replaceAll('_', '-')}`;
  const variables = refusalVariables(words, refusal);
  return `${words.t(`${key}.title`, variables)}. ${words.t(`${key}.action`, variables)}`;
}

function refusalVariables(words: Words, refusal: Refusal): Variables {
  switch (refusal.type) {
    case 'foreign_version':
      return { agent: refusal.agent, face: refusal.face };
    case 'malformed':
      return { what: oneLine(refusal.what), column: refusal.column };
    case 'out_of_range':
      return { field: oneLine(refusal.field) };
    case 'host_not_approved':
      return { host: oneLine(refusal.host) };
    case 'secret_unavailable':
      return { locked: refusal.locked ? 'yes' : 'no' };
    case 'too_soon':
      return { wait: words.duration(refusal.seconds) };
    case 'not_an_enrolment':
      return { what: oneLine(refusal.what) };
    default:
      return {};
  }
}

/** What went wrong, in words. */
export function problemText(words: Words, error: unknown): string {
  if (error instanceof Refused) return refusalText(words, error.refusal);
  return words.t(error instanceof Silent ? 'window-silent-title' : 'window-failed');
}

export const [getAgent, setAgent] = createContext<Agent>();
