import '../src/locale';
import { mount } from 'svelte';
import App from '../src/App.svelte';
import { PHASES } from '../src/phases';
import '../src/styles.css';
import { RELAYS, type CourseScene, type RelayScene } from './relay';
import { MOVES, SCENES, Scripted, type Aside, type Move, type Scene } from './scripted';
import { BULLETINS, STEERINGS, type BulletinScene, type SteeringScene } from './support';

// Only for pictures and for the accessibility check, never shipped:
// visual/?scene=alarm&lang=en, visual/?scene=well&cut=1, visual/?trial=password_refused
const query = new URLSearchParams(location.search);
const scene = query.get('scene') ?? 'well';
const move = query.get('move') ?? 'none';
const relay = query.get('relay');
const steering = query.get('steering');
const bulletins = query.get('bulletins');
const course = query.get('course');
const aside: Aside = {
  ...(relay && relay in RELAYS ? { relay: relay as RelayScene } : {}),
  ...(steering && steering in STEERINGS ? { steering: steering as SteeringScene } : {}),
  ...(bulletins && bulletins in BULLETINS ? { bulletins: bulletins as BulletinScene } : {}),
  ...(course ? { course: course as CourseScene } : {}),
};
const scripted = new Scripted(
  scene in SCENES ? (scene as Scene) : 'well',
  query.get('lang') ?? 'fr',
  move in MOVES ? (move as Move) : 'none',
  aside,
);
if (query.has('cut')) scripted.answering = false;
if (query.has('foreign')) scripted.version = { type: 'foreign_version', agent: 2, face: 1 };
if (query.get('trial') === 'password_refused') scripted.trial = { cause: 'password_refused', phase: 'login' };
scripted.holdAt = PHASES.find((phase) => phase === query.get('hold')) ?? null;

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: scripted } });
