import { existsSync } from 'node:fs';
import { type Browser, type FrameLocator, type LaunchOptions, type Page, chromium } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';
const DISABLED = '--disable-features=';

function options(): LaunchOptions {
  const found = process.env['VIDIK_CHROMIUM'] ?? (existsSync(DEBIAN) ? DEBIAN : undefined);
  return {
    ...(found ? { executablePath: found } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  };
}

/** The features that Playwright switches off, as its own argument says it. */
async function disabledFeatures(): Promise<string> {
  const server = await chromium.launchServer(options());
  const argument = server.process().spawnargs.find((one) => one.startsWith(DISABLED)) ?? DISABLED;
  await server.close();
  return argument;
}

/** Starts Chromium; `partitioned` leaves the partitioning of third-party storage on, as a learner's browser has it. */
export async function openBrowser(partitioned = false): Promise<Browser> {
  const plain = options();
  if (!partitioned) return chromium.launch(plain);
  const argument = await disabledFeatures();
  const others = argument
    .slice(DISABLED.length)
    .split(',')
    .filter((feature) => feature !== 'ThirdPartyStoragePartitioning');
  return chromium.launch({
    ...plain,
    args: [...(plain.args ?? []), DISABLED + others.join(',')],
    ignoreDefaultArgs: [argument]
  });
}

/** The lesson inside the content's frame; `within` is the page, or the app's frame around the player. */
export const lesson = (within: Page | FrameLocator): FrameLocator => within.frameLocator('iframe.stage-frame');

/** Waits until something holds; for what happens on the server after a page has gone. */
export async function eventually<Value>(look: () => Value | undefined | false, milliseconds = 5_000): Promise<Value> {
  for (const end = Date.now() + milliseconds; ; ) {
    const value = look();
    if (value) return value;
    if (Date.now() > end) throw new Error(`did not happen: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
