import { defineConfig } from 'vitest/config';

/** The player is served by the content origin under `/play/`; its files carry a hash and are cached for good. */
export default defineConfig({
  root: decodeURIComponent(new URL('.', import.meta.url).pathname),
  base: '/play/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome109', 'edge109', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts']
  }
});
