import { defineConfig } from 'vite';

/** What makes a page of an exported package a unit of cmi5: one classic script beside those of the other exports. */
export default defineConfig({
  root: decodeURIComponent(new URL('.', import.meta.url).pathname),
  base: './',
  publicDir: false,
  build: {
    outDir: 'dist/export',
    emptyOutDir: false,
    target: ['chrome109', 'edge109', 'firefox115'],
    rollupOptions: { input: 'src/export/unit-page.ts', output: { format: 'iife', entryFileNames: 'cmi5.js' } }
  }
});
