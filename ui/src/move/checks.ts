import type { Entry, Sign } from '../parts/StateList.svelte';
import type { CheckState, RelocationCheck, StepState, SwitchStep } from '../protocol/protocol';
import type { Words } from '../words';

const CHECK_SIGNS: Record<CheckState, Sign> = {
  waiting: 'waiting',
  running: 'running',
  well: 'done',
  bad: 'failed',
  unknown: 'unknown',
};

const STEP_SIGNS: Record<StepState, Sign> = {
  waiting: 'waiting',
  running: 'running',
  person: 'person',
  done: 'done',
  failed: 'failed',
  undone: 'undone',
};

/** The checks of a new mailbox as they are listed. */
export function checkEntries(words: Words, checks: readonly RelocationCheck[]): Entry[] {
  return checks.map((check, index) => ({
    key: String(index),
    name: words.say(check.label),
    sign: CHECK_SIGNS[check.state],
    said: words.t(`move-check-${check.state}`),
    state: check.state,
    time: check.seconds === null ? '' : words.milliseconds(check.seconds * 1000),
    notes: check.evidence.map(words.say),
    advice: check.advice === null ? null : words.say(check.advice),
    testid: `check-${index}`,
  }));
}

/** The steps of a switch as they are listed. */
export function stepEntries(words: Words, steps: readonly SwitchStep[]): Entry[] {
  return steps.map((step, index) => ({
    key: String(index),
    name: words.say(step.label),
    sign: STEP_SIGNS[step.state],
    said: words.t(`move-switch-step-${step.state}`),
    state: step.state,
    notes: step.remark === null ? [] : [words.say(step.remark)],
    testid: `step-${step.step}`,
  }));
}
