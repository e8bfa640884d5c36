import { defineConfig } from 'vite';

/**
 * What a lesson of our own format needs in its page: one classic script, one stylesheet, the reading faces. Names are
 * stable, since exported packages carry the same files; the server puts their version into the address.
 */
export default defineConfig({
  root: decodeURIComponent(new URL('.', import.meta.url).pathname),
  base: './',
  publicDir: false,
  build: {
    outDir: 'dist/assets/lesson',
    emptyOutDir: true,
    target: ['chrome109', 'edge109', 'firefox115'],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rollupOptions: {
      input: 'src/lesson/lesson.ts',
      output: {
        format: 'iife',
        entryFileNames: 'lesson.js',
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.css')) ? 'lesson.css' : '[name][extname]')
      }
    }
  }
});
