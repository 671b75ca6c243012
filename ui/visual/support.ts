import type { Bulletin, Steering } from '../src/protocol/protocol';

const DAY = 24 * 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const ORGANISATION = 'Assistance Exemple';

function bulletin(id: string, now: number, part: Partial<Bulletin>): Bulletin {
  return {
    id,
    incident: false,
    title: '',
    paragraphs: [],
    action: null,
    from: iso(now - 3_600_000),
    until: iso(now + 2 * DAY),
    organisation: ORGANISATION,
    read: false,
    ...part,
  };
}

const incident = (now: number): Bulletin[] => [
  bulletin('coupure', now, {
    incident: true,
    title: 'Votre fournisseur a coupé l’accès à vos retours',
    paragraphs: [
      'Depuis ce matin, les boîtes de ce fournisseur ne peuvent plus être relevées. Vos lots partent, mais aucun retour n’arrive.',
      'Ne renvoyez aucun lot pour l’instant. L’assistant de Vigie vous aide à prendre une autre boîte en dix minutes.',
    ],
    action: { kind: 'assistant' },
  }),
];

/** Bulletins, by name. The marks in the texts are to be seen as they are, and to do nothing. */
export const BULLETINS = {
  none: () => [],
  incident,
  all: (now: number) => [
    ...incident(now).map((known) => ({ ...known, read: true })),
    bulletin('page', now, {
      title: 'Une page pour préparer vos vacances',
      paragraphs: ['Pensez à prévenir <b>votre</b> remplaçant.', '<script>alert(1)</script>'],
      action: { kind: 'page', url: 'https://aide.support.example/vacances' },
    }),
    bulletin('appel', now, {
      title: 'Une question ?',
      paragraphs: ['Nos horaires changent cette semaine.'],
      action: { kind: 'call', number: '0299123456' },
    }),
  ],
} satisfies Record<string, (now: number) => Bulletin[]>;

export type BulletinScene = keyof typeof BULLETINS;

export const ENROLMENT = {
  organisation: ORGANISATION,
  repository: 'https://consignes.support.example/vigie/',
  fingerprint: '3a91 c07d 5be2 f448 6d10 a9e7 c25b 8f03 d6e4 417a 92cc 50b1 f8e3 6d7a 04b9 5c2e',
};

const alone: Steering = {
  practice_number: '7KQM-2XRD-9VTA',
  practice_code: '7KQM-2XRD-9VTA-MZ4H-8YQC-3WNE-5PLR-K2TB-V9XD-6JFA-H7SU-R4GM-2QWK',
  enrolled: null,
  managed: [],
  release: null,
  proposals: [],
  recommended: null,
  diagnostics_wanted: null,
};

function enrolled(now: number): Steering {
  return {
    ...alone,
    enrolled: {
      ...ENROLMENT,
      since: iso(now - 40 * DAY),
      last_fetched: iso(now - 4 * 60_000),
      problem: null,
      documents: 6,
    },
  };
}

/** What support pushes, by name. */
export const STEERINGS = {
  alone: () => alone,
  locked: () => ({ ...alone, practice_code: null }),
  offered: () => ({ ...alone, offered: { enrolment: ENROLMENT, given: 'vigie_enrolment = 1' } }),
  enrolled,
  failing: (now: number): Steering => {
    const well = enrolled(now);
    return {
      ...well,
      enrolled: well.enrolled && {
        ...well.enrolled,
        last_fetched: iso(now - 3 * DAY),
        problem: { key: 'steering-problem-not-ours', args: {} },
      },
    };
  },
  managed: (now: number): Steering => ({
    ...enrolled(now),
    managed: [
      { field: 'interval_minutes', reason: 'Votre fournisseur limite le nombre de connexions.' },
      { field: 'deadline', reason: 'C’est le délai que compte votre logiciel.' },
      { field: 'transition_days', reason: 'Des retours arrivent encore après deux mois.' },
    ],
  }),
  asks: (now: number): Steering => ({
    ...enrolled(now),
    release: {
      version: '0.2.0',
      why: ['Cette version reconnaît les nouveaux messages de votre caisse.'],
      page: 'https://aide.support.example/vigie',
      file: 'vigie-0.2.0-x64.msi',
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
    proposals: [
      {
        account: 1,
        from: { host: 'pop.fournisseur.example', port: 995, security: 'tls' },
        to: { host: 'pop2.fournisseur.example', port: 995, security: 'tls' },
      },
    ],
    recommended: {
      domain: 'reseau.example',
      pop: { host: 'pop.reseau.example', port: 995, security: 'tls' },
      login: 'full_address',
      submission: { host: 'smtp.reseau.example', port: 465, security: 'tls' },
    },
    diagnostics_wanted: 'Nous cherchons pourquoi vos retours arrivent en retard depuis lundi.',
  }),
} satisfies Record<string, (now: number) => Steering>;

export type SteeringScene = keyof typeof STEERINGS;
