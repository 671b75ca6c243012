import type { Answer, Event, Refusal, Request } from './protocol/protocol';

/** What the agent said of itself when the line was opened. */
export interface Welcome {
  release: string;
  language: string;
}

/** What comes along an open line by itself. */
export type Signal = { type: 'event'; event: Event } | { type: 'lost' };

/** The agent refused what was asked. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`refused: ${refusal.type}`);
  }
}

/** Nobody answers: the agent is not running, is restarting, or has hung. */
export class Silent extends Error {
  constructor() {
    super('the agent does not answer');
  }
}

/**
 * The one way from the page to the world. The window's implementation is `tauri.ts`; another one,
 * scripted, serves tests and pictures.
 */
export interface Backend {
  /**
   * Opens the line to the agent (closing an earlier one) and says hello. Signals arrive in order;
   * after `lost` there are no more.
   * @throws {Refused} for a foreign version, {Silent} where nobody answers.
   */
  subscribe(listener: (signal: Signal) => void): Promise<Welcome>;
  /** Asks the agent. @throws {Refused | Silent} */
  call(request: Request): Promise<Answer>;
  /** Starts the agent that was installed beside the window; resolves once it has been launched. */
  startAgent(): Promise<void>;
  /**
   * Asks where, and saves the diagnostics exactly as they were last answered.
   * Resolves to false when the person changed their mind.
   */
  saveDiagnostics(fileName: string): Promise<boolean>;
  /**
   * Asks where, and saves a table (its whole text, the byte order mark included).
   * Resolves to false when the person changed their mind.
   */
  saveTable(fileName: string, content: string): Promise<boolean>;
  /** Asks where, and saves the sheet exactly as it was last answered; false as above. */
  saveFiche(fileName: string): Promise<boolean>;
  /** Opens a provider's own page, as it was last answered, in the person's browser. */
  openProviderPage(provider: string): Promise<void>;
  /** Lets the person choose a folder or a file of this computer; `null` when they changed their mind. */
  choosePath(what: 'folder' | 'file'): Promise<string | null>;
  /** Opens the system's print dialog for the page as it stands. */
  print(): Promise<void>;
  /**
   * Opens a page that a bulletin or a release notice names, in the person's browser; only one that
   * the agent told of is opened.
   */
  openSupportPage(url: string): Promise<void>;
  /** Opens a prepared e-mail whose recipient the person writes. */
  writeMail(subject: string, body: string): Promise<void>;
  /** Lets the person choose an enrolment file, and reads it; `null` when they changed their mind. */
  readEnrolmentFile(): Promise<string | null>;
  /** Opens a prepared e-mail to the support address that the agent gave with the diagnostics. */
  writeToSupport(subject: string, body: string): Promise<void>;
}
