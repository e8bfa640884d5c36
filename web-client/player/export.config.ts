import { defineConfig } from 'vite';

/** The quiz of exported packages: modules with stable names beside each other, the languages loaded as they are used. */
export default defineConfig({
  plugins: [
    {
      name: 'faces-lie-in-lesson',
      generateBundle(_options, bundle) {
        // Packages get them from there, under the same names.
        for (const name of Object.keys(bundle)) if (name.endsWith('.woff2')) delete bundle[name];
      }
    }
  ],
  root: decodeURIComponent(new URL('.', import.meta.url).pathname),
  base: './',
  publicDir: false,
  build: {
    outDir: 'dist/export',
    emptyOutDir: true,
    target: ['chrome109', 'edge109', 'firefox115'],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: {
      input: 'src/export/quiz-page.ts',
      output: {
        format: 'es',
        entryFileNames: 'quiz.js',
        chunkFileNames: 'quiz-[name].js',
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.css')) ? 'quiz.css' : '[name][extname]')
      }
    }
  }
});
