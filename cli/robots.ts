import { readFileSync } from 'node:fs';
import { WeirError } from '#core/errors.ts';
import { PRODUCT_TOKEN } from '#crawlers/crawl.ts';
import { crawlDelayOf, decide, rulesFor } from '#crawlers/robots/robots.ts';
import { numberOf } from './number-option.ts';

export interface RobotsOptions {
  file?: string;
  agent?: string;
  url: string;
  status?: string;
}

const isStatus = (value: number): boolean => Number.isInteger(value) && (value === 0 || (value >= 100 && value <= 599));

const contentOf = ({ file, status: written }: RobotsOptions): string | number => {
  const status =
    written === undefined ? 200 : numberOf('--status', written, isStatus, 'an HTTP status, or 0 for no answer');
  if (status < 200 || status > 299) return status;
  if (file === undefined)
    throw new WeirError('OPTION_MISSING', 'There is nothing to read.', {
      status: 400,
      fix: 'Give --file with a robots.txt, or --status with what came instead.',
    });
  try {
    return new TextDecoder().decode(readFileSync(file));
  } catch (error) {
    throw new WeirError(
      'FILE_UNREADABLE',
      `${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      {
        status: 400,
        fix: 'Name a file that is there.',
      },
    );
  }
};

/** The answer in words: allow or deny, the rule and its line. @throws WeirError OPTION_INVALID · OPTION_MISSING · FILE_UNREADABLE */
export const robotsAnswer = (options: RobotsOptions): { allowed: boolean; text: string } => {
  if (!URL.canParse(options.url))
    throw new WeirError('OPTION_INVALID', `--url ${options.url} is not an address.`, {
      status: 400,
      fix: 'Give a whole address, such as https://site.example/path.',
    });
  const url = new URL(options.url);
  const agent = options.agent ?? PRODUCT_TOKEN;
  const robots = contentOf(options);
  const { allowed, rule, line } = decide(robots, agent, url.pathname + url.search);
  const delay = crawlDelayOf(rulesFor(robots, agent));
  const lines = [allowed ? 'allow' : 'deny', `  rule: ${rule}`, `  line: ${line ?? 'none'}`];
  return { allowed, text: [...lines, ...(delay > 0 ? [`  delay: ${delay} s`] : [])].join('\n') };
};

/** Ends with 0 for allow, 1 for deny. */
export const askRobots = (options: RobotsOptions): void => {
  const { allowed, text } = robotsAnswer(options);
  process.stdout.write(`${text}\n`);
  process.exitCode = allowed ? 0 : 1;
};
