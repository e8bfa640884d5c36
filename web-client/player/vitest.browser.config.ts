import { defineConfig } from 'vitest/config';

/** The built player in a real Chromium, against a small stand-in for the content origin. */
export default defineConfig({
  root: decodeURIComponent(new URL('.', import.meta.url).pathname),
  test: {
    environment: 'node',
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 40_000,
    hookTimeout: 40_000,
    fileParallelism: false
  }
});
