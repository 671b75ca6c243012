import type { Deadline, Settings } from './protocol/protocol';

/** The settings as they stand in the form: what is typed is text until it is read. */
export interface SettingsForm {
  interval: string;
  quietFrom: number;
  quietUntil: number;
  autostart: boolean;
  language: string;
  software: string;
  department: string;
  witnesses: string;
  cap: string;
  deadline: Deadline;
  transition: string;
}

export type SettingsProblem =
  | { field: 'interval'; least: 3; most: 60 }
  | { field: 'cap'; least: 5; most: 60 }
  | { field: 'transition'; least: 1; most: 365 }
  | { field: 'witnesses'; line: string }
  | { field: 'witnesses-many' };

export const MOST_WITNESSES = 16;

export function toForm(settings: Settings): SettingsForm {
  return {
    interval: String(settings.interval_minutes),
    quietFrom: settings.quiet_from,
    quietUntil: settings.quiet_until,
    autostart: settings.autostart,
    language: settings.language ?? '',
    software: settings.billing_software ?? '',
    department: settings.department ?? '',
    witnesses: settings.witnesses.join('\n'),
    cap: String(settings.session_cap_s),
    deadline: settings.deadline,
    transition: String(settings.transition_days ?? 30),
  };
}

/** The form on new settings: what was edited stays, every other field follows them. */
export function rebased(form: SettingsForm, base: SettingsForm, now: SettingsForm): SettingsForm {
  const edited = (Object.keys(now) as (keyof SettingsForm)[]).filter((field) => form[field] !== base[field]);
  return { ...now, ...Object.fromEntries(edited.map((field) => [field, form[field]])) };
}

/** The form read: the settings, or everything that is wrong with it. */
export function fromForm(form: SettingsForm): { settings: Settings } | { problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const interval = whole(form.interval, 3, 60);
  if (interval === null) problems.push({ field: 'interval', least: 3, most: 60 });
  const cap = whole(form.cap, 5, 60);
  if (cap === null) problems.push({ field: 'cap', least: 5, most: 60 });
  const transition = whole(form.transition, 1, 365);
  if (transition === null) problems.push({ field: 'transition', least: 1, most: 365 });
  const witnesses = form.witnesses
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = witnesses.find((line) => !isWitness(line));
  if (wrong !== undefined) problems.push({ field: 'witnesses', line: wrong });
  else if (witnesses.length > MOST_WITNESSES) problems.push({ field: 'witnesses-many' });
  if (interval === null || cap === null || transition === null || problems.length > 0) return { problems };
  return {
    settings: {
      interval_minutes: interval,
      language: form.language || null,
      autostart: form.autostart,
      quiet_from: form.quietFrom,
      quiet_until: form.quietUntil,
      billing_software: form.software.trim() || null,
      department: form.department || null,
      witnesses,
      session_cap_s: cap,
      deadline: form.deadline,
      transition_days: transition,
    },
  };
}

function whole(text: string, least: number, most: number): number | null {
  if (!/^[0-9]{1,3}$/.test(text.trim())) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

function isWitness(line: string): boolean {
  const match = /^(\[[0-9a-fA-F:.]+\]|[\p{L}\p{N}.-]{1,253}):([0-9]{1,5})$/u.exec(line);
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 65_535;
}
