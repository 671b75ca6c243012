import type { LotEvent, LotLife, Return, Strength } from '../protocol/protocol';

/** A return of a lot, and how sure it is that it is this lot's. */
export interface Answering {
  one: Return;
  strength: Strength;
}

/** One step of a lot's life; without an event, a return that changed nothing. */
export interface Step {
  at: string;
  event?: LotEvent | null;
  returns: Answering[];
}

/** Events and returns in order of time; a return stands with the event that it brought. */
export function timeline(life: LotLife): Step[] {
  const steps: Step[] = life.events.map(({ at, event }) => ({ at, event, returns: [] }));
  for (const one of life.returns) {
    const strength = one.lots.find(({ lot }) => lot === life.lot.id)?.strength ?? 'probable';
    const step = steps.find(
      ({ at, event, returns }) => returns.length === 0 && isAnswer(event) && same(at, one.at),
    );
    if (step) step.returns.push({ one, strength });
    else steps.push({ at: one.at, returns: [{ one, strength }] });
  }
  return steps.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function same(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b);
}

/** Whether it is a return that brings such an event. */
function isAnswer(event: LotEvent | null | undefined): boolean {
  switch (event?.event) {
    case 'became':
      return 'strength' in event.stage;
    case 'contradicted':
    case 'answered_again':
      return true;
    default:
      return false;
  }
}
