import type { Bulletin, ManagedSetting, Server, Settings, Steering } from './protocol/protocol';

/** « 0 806 800 123 » read more easily: pairs, or what stands before them. */
export function telephone(number: string): string {
  const digits = number.replace(/[^0-9+]/g, '');
  const french = /^(?:\+33|0)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(digits);
  if (!french) return digits;
  const head = digits.startsWith('+33') ? `+33\u00a0${french[1]}` : `0${french[1]}`;
  return [head, ...french.slice(2)].join('\u00a0');
}

/** Bulletins that come before everything else, and the others. */
export function partBulletins(bulletins: readonly Bulletin[]): { first: Bulletin[]; later: Bulletin[] } {
  const urgent = (bulletin: Bulletin) => bulletin.incident && !bulletin.read;
  const later = bulletins.filter((bulletin) => !urgent(bulletin));
  return {
    first: bulletins.filter(urgent),
    // What was read comes last.
    later: [...later.filter(({ read }) => !read), ...later.filter(({ read }) => read)],
  };
}

/** Why support manages a setting; `null` where it does not. */
export function managedReason(steering: Steering | null, field: keyof Settings): string | null {
  const found: ManagedSetting | undefined = steering?.managed.find((setting) => setting.field === field);
  return found?.reason ?? null;
}

/** Whether there is something of support's to be shown on the home page, bulletins apart. */
export function hasAsks(steering: Steering | null): boolean {
  return (
    steering !== null &&
    (steering.release !== null || steering.proposals.length > 0 || steering.diagnostics_wanted !== null)
  );
}

/** A server's name, with the port only where it is the port that tells it from the other. */
export function serverName({ host, port }: Server, other: Server): string {
  return host === other.host ? `${host.includes(':') ? `[${host}]` : host}:${port}` : host;
}
