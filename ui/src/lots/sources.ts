import type { SourceKind } from '../protocol/protocol';

export const KINDS = ['lot_folder', 'return_folder', 'pyxvital', 'log'] as const;
export type Kind = (typeof KINDS)[number];

/** The longest path that the agent takes, in octets. */
const LONGEST = 1000;

/** A source as it is typed. */
export interface SourceForm {
  kind: Kind;
  path: string;
  practitioner: string;
  profile: string;
}

export type SourceTrouble = 'path' | 'profile';

/** The form read: the source, or what is missing. A path copied with its quotation marks loses them. */
export function readSource(form: SourceForm): { kind: SourceKind } | { trouble: SourceTrouble } {
  const path = form.path.trim().replace(/^"(.*)"$/, '$1');
  if (path === '' || new TextEncoder().encode(path).length > LONGEST) return { trouble: 'path' };
  switch (form.kind) {
    case 'lot_folder':
    case 'return_folder':
      return { kind: { kind: form.kind, path } };
    case 'pyxvital':
      return { kind: { kind: 'pyxvital', ini: path, practitioner: form.practitioner.trim() || null } };
    case 'log':
      if (form.profile === '') return { trouble: 'profile' };
      return { kind: { kind: 'log', path, profile: form.profile } };
  }
}

/** Where a source stands. */
export function pathOf(kind: SourceKind): string {
  return kind.kind === 'pyxvital' ? kind.ini : kind.path;
}

/** Whether a source's place is a folder, rather than a file. */
export function isFolder(kind: Kind): boolean {
  return kind === 'lot_folder' || kind === 'return_folder';
}

/** Whether the two are the same place, read in the same way. */
export function sameSource(a: SourceKind, b: SourceKind): boolean {
  const practitioner = (kind: SourceKind) => (kind.kind === 'pyxvital' ? kind.practitioner : null);
  return a.kind === b.kind && pathOf(a) === pathOf(b) && practitioner(a) === practitioner(b);
}
