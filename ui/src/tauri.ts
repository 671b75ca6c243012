import { Channel, invoke } from '@tauri-apps/api/core';
import { Refused, Silent, type Backend, type Signal, type Welcome } from './backend';
import type { Answer, Refusal, Request } from './protocol/protocol';

/** How the commands of `src-tauri` say that something went wrong. */
type Failure = { type: 'refused'; refusal: Refusal } | { type: 'silent' } | { type: 'failed'; what: string };

function isFailure(error: unknown): error is Failure {
  return typeof error === 'object' && error !== null && 'type' in error;
}

async function command<T>(name: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, args);
  } catch (error) {
    if (isFailure(error)) {
      if (error.type === 'refused') throw new Refused(error.refusal);
      if (error.type === 'silent') throw new Silent();
      throw new Error(error.what, { cause: error });
    }
    throw new Error(String(error), { cause: error });
  }
}

/** The real line: commands of the window's shell, which passes them on to the agent. */
export const tauri: Backend = {
  subscribe(listener) {
    const signals = new Channel<Signal>();
    signals.onmessage = listener;
    return command<Welcome>('subscribe', { signals });
  },
  call: (request: Request) => command<Answer>('call', { request }),
  startAgent: () => command('start_agent'),
  saveDiagnostics: (fileName) => command<boolean>('save_diagnostics', { fileName }),
  saveTable: (fileName, content) => command<boolean>('save_table', { fileName, content }),
  saveFiche: (fileName) => command<boolean>('save_fiche', { fileName }),
  openProviderPage: (provider) => command('open_provider_page', { provider }),
  choosePath: (what) => command<string | null>('choose_path', { what }),
  print: () => command('print'),
  openSupportPage: (url) => command('open_support_page', { url }),
  writeMail: (subject, body) => command('write_mail', { subject, body }),
  readEnrolmentFile: () => command<string | null>('read_enrolment_file'),
  writeToSupport: (subject, body) => command('write_to_support', { subject, body }),
};
