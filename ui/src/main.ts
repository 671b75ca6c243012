import './locale';
import { mount } from 'svelte';
import App from './App.svelte';
import './styles.css';
import { tauri } from './tauri';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: tauri } });
