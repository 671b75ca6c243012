import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // The catalogue of sentences stands outside this folder.
  server: { fs: { allow: ['..'] } },
  build: {
    // The oldest webviews in use: WebKitGTK 2.40, Safari 16.4, WebView2 (evergreen).
    target: ['safari16.4', 'chrome111'],
    modulePreload: { polyfill: false },
    // Everything is a file of its own: the content security policy allows no data: URL.
    assetsInlineLimit: 0,
    // It comes from the disk beside it, and every sentence in both languages is in it.
    chunkSizeWarningLimit: 800,
  },
  test: {
    include: ['src/**/*.test.ts'],
    // Moments are written in the local zone; the tests name theirs.
    env: { TZ: 'Europe/Paris' },
  },
});
