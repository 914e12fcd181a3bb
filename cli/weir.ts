/** The command line: `npx weir <command>`. Each command lives in its own file and is loaded when it is asked for. */
import { Command } from 'commander';
import { isWeirError } from '#core/errors.ts';
import type { Answer, Approval } from './answerable.ts';
import type { CoordinationOptions } from './coordination.ts';
import type { ImportOptions } from './lists.ts';
import type { RobotsOptions } from './robots.ts';
import type { TryOptions } from './source.ts';
import { VERSION } from './version.ts';

const program = new Command('weir')
  .description('Online monitoring and takedown of terrorist content: crawling, scoring, review, orders, record.')
  .version(VERSION)
  .showHelpAfterError('(weir --help lists the commands)');

program
  .command('start')
  .description('set up everything, start it, show the address and open it; with the demo unless told otherwise')
  .option('--empty', 'start without the fictional platforms and their posts')
  .option('--no-open', 'do not open a browser')
  .action(async (options: { empty?: boolean; open: boolean }) =>
    (await import('./start.ts')).start({ empty: options.empty === true, open: options.open }),
  );

program
  .command('doctor')
  .description('check every part and say what is wrong')
  .option('--config', 'print every setting with its default')
  .action(async (options: { config?: boolean }) => (await import('./doctor.ts')).doctor(options.config === true));

program
  .command('assess')
  .description('score JSONL {id,text,lang?} from standard input; JSONL on standard output, the rate on standard error')
  .action(async () => (await import('./assess.ts')).assess());

program
  .command('robots')
  .description('may an agent visit an address? Prints allow or deny, the rule and its line; ends with 0 or 1')
  .option('--file <path>', 'a robots.txt')
  .option('--agent <name>', 'product token or User-Agent; our own where left out')
  .requiredOption('--url <address>')
  .option('--status <number>', 'the HTTP status that it came with; 0: no answer')
  .action(async (options: RobotsOptions) => (await import('./robots.ts')).askRobots(options));

const ledger = program.command('ledger').description('the tamper-evident record');
ledger
  .command('verify')
  .description('check every byte of the ledger file, offline')
  .option('--file <path>', 'another file than the one of this installation')
  .option('--key <path>', 'file with trusted keys: JSON {keyId: PEM}')
  .action(async (options: { file?: string; key?: string }) => (await import('./ledger.ts')).verifyLedger(options));

program
  .command('digest')
  .description('write a digest of every record, to compare with later')
  .requiredOption('--out <path>', 'where to write it')
  .action(async (options: { out: string }) => (await import('./rebuild.ts')).writeDigest(options.out));

program
  .command('rebuild')
  .description('fold the ledger and the evidence into fresh indices')
  .option('--against <path>', 'a digest written before: print the count of differences')
  .action(async (options: { against?: string }) => (await import('./rebuild.ts')).rebuildIndices(options));

const lists = program
  .command('lists')
  .description('lists of known content that posts are compared with')
  .action(async () => (await import('./lists.ts')).showKnownLists());
lists
  .command('import <file>')
  .description('import a list, whole or not at all; under a name that is there it takes its place')
  .requiredOption('--format <format>', 'stix (STIX 2.1 bundle), csv, or signal-exchange (python-threatexchange)')
  .requiredOption('--name <name>')
  .requiredOption('--source <publisher>', 'who publishes it')
  .requiredOption('--sharing <terms>', 'licence or sharing terms, such as TLP:AMBER')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .option('--id <id>', 'short name for commands; made of the name where left out')
  .option('--signal-type <type>', 'for signal-exchange files whose lines name no type')
  .option('--only <types>', 'for signal-exchange files: comma-separated types to take; the rest is left out')
  .action(async (file: string, options: ImportOptions) => (await import('./lists.ts')).importKnownList(file, options));
lists
  .command('recall <list> [entry]')
  .description('take back an entry, or with --all the whole list: it matches nothing from then on')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .requiredOption('--reason <words>')
  .option('--all', 'the whole list')
  .action(async (list: string, entry: string | undefined, options: { by: string; reason: string; all?: boolean }) =>
    (await import('./lists.ts')).recallKnown(list, entry, options),
  );

const source = program.command('source').description('the allow-list: what is visited, on what basis');
const answered = (command: Command): Command =>
  command.requiredOption('--by <login>', 'the supervisor who answers for it').requiredOption('--reason <words>');
const approval = (of: Command): Command =>
  of
    .command('approve <id>')
    .description('put a proposal in force that somebody else wrote')
    .requiredOption('--by <login>', 'the supervisor who answers for it')
    .option('--reason <words>')
    .option('--seen <version>', 'the version that was read; the present one where left out');
source
  .command('list', { isDefault: true })
  .description('every source, its state, and what keeps it')
  .action(async () => (await import('./source.ts')).listSources());
source
  .command('show <id>')
  .description('one source as JSON, with its proposal and history')
  .action(async (id: string) => (await import('./source.ts')).showSource(id));
answered(source.command('add <file>').description('propose the entry of a JSON file (- for standard input)')).action(
  async (file: string, options: Answer) => (await import('./source.ts')).addSource(file, options),
);
answered(
  source.command('edit <file>').description('propose another wording of a source; daily matters are in force at once'),
)
  .option('--seen <version>', 'the version that it builds on; the present one where left out')
  .action(async (file: string, options: Answer & { seen?: string }) =>
    (await import('./source.ts')).editSource(file, options),
  );
approval(source).action(async (id: string, options: Approval) => (await import('./source.ts')).approve(id, options));
source
  .command('try <address>')
  .description('fetch one page by the rules of every visit and print what would be found; nothing is stored')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .requiredOption('--host <host>', 'the host of the address once more: it is public, and about to be proposed')
  .option('--adapter <name>', 'how it is read', 'page')
  .option('--recipe <file>', 'a JSON file with the recipe (- for standard input); the guess where left out')
  .action(async (address: string, options: TryOptions) => (await import('./source.ts')).lookAt(address, options));
for (const [name, what] of [
  ['refuse', 'take a proposal from the table; what is in force stays'],
  ['pause', 'stop visiting it'],
  ['resume', 'let it go on'],
  ['retire', 'end it for good; its posts and its record stay'],
] as const)
  answered(source.command(`${name} <id>`).description(what)).action(async (id: string, options: Answer) =>
    (await import('./source.ts')).actOnSource(name, id, options),
  );

const operator = program.command('operator').description('the directory: whom orders and notices go to');
operator
  .command('list', { isDefault: true })
  .description('every operator, and what waits for a second person')
  .action(async () => (await import('./operator.ts')).listOperators());
operator
  .command('show <id>')
  .description('one operator as JSON, with its proposal and history')
  .action(async (id: string) => (await import('./operator.ts')).showOperator(id));
answered(
  operator
    .command('import <file>')
    .description('propose and edit what a CSV file says (- for standard input), whole or not at all'),
)
  .option('--dry-run', 'say what each row comes to, and change nothing')
  .action(async (file: string, options: Answer & { dryRun?: boolean }) =>
    (await import('./operator.ts')).importOperators(file, options),
  );
approval(operator).action(async (id: string, options: Approval) =>
  (await import('./operator.ts')).approveOperator(id, options),
);
answered(operator.command('refuse <id>').description('take a proposal from the table; what is in force stays')).action(
  async (id: string, options: Answer) => (await import('./operator.ts')).refuseOperator(id, options),
);

const coordination = program
  .command('coordination')
  .description('what other authorities are at: an order to an address on their lists needs a second person');
coordination
  .command('list', { isDefault: true })
  .description('the lists that were taken in')
  .action(async () => (await import('./coordination.ts')).listCoordination());
coordination
  .command('import <file>')
  .description('take in a list (CSV with url, reference and since, or JSON), whole or not at all')
  .requiredOption('--id <id>', 'a list of the same id takes its place')
  .requiredOption('--authority <name>')
  .requiredOption('--country <code>', 'two capital letters')
  .requiredOption('--source <words>', 'how it reached us')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .option('--dry-run', 'say what is in it, and change nothing')
  .action(async (file: string, options: CoordinationOptions) =>
    (await import('./coordination.ts')).importCoordination(file, options),
  );

const share = program.command('share').description('confirmed items for partners: hashes and addresses, never texts');
share
  .command('partners', { isDefault: true })
  .description('who gets what, and messages that were given up')
  .action(async () => (await import('./share.ts')).sharePartners());
share
  .command('export <partner>')
  .description('make a file for a partner; that it was given is kept')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .requiredOption('--format <format>', 'stix, csv, signal-exchange or threat-updates')
  .option('--out <file>', 'standard output where left out')
  .action(async (partner: string, options: { by: string; format: string; out?: string }) =>
    (await import('./share.ts')).shareExport(partner, options),
  );
share
  .command('pull <partner> [collection]')
  .description("read a collection of a partner's TAXII server into a list of known content; without one, name them")
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .option('--key-file <file>', 'the key that the partner gave you')
  .option('--list <id>', 'the list; taxii-<partner> where left out')
  .option('--sharing <terms>', 'the terms it may be used under; TLP:AMBER where left out')
  .option('--added-after <time>', 'only what came later (RFC 3339)')
  .action(
    async (
      partner: string,
      collection: string | undefined,
      options: { by: string; keyFile?: string; list?: string; sharing?: string; addedAfter?: string },
    ) => (await import('./share.ts')).sharePull(partner, collection, options),
  );
share
  .command('push <partner> <collection>')
  .description('write what a partner may have to a collection of its TAXII server')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .option('--key-file <file>', 'the key that the partner gave you')
  .action(async (partner: string, collection: string, options: { by: string; keyFile?: string }) =>
    (await import('./share.ts')).sharePush(partner, collection, options),
  );

const evidence = program.command('evidence').description('captures, and what they prove');
evidence
  .command('verify <file>')
  .description('verify a bundle, offline: every byte, and which level of assurance holds')
  .option('--keys <path>', "the house's public keys, as `weir evidence keys` prints them")
  .option('--roots <path>', 'root certificates of time-stamping authorities (PEM), beside those of Node.js')
  .action(async (file: string, options: { keys?: string; roots?: string }) =>
    (await import('./evidence.ts')).verifyEvidence(file, options),
  );
evidence
  .command('export <capture-or-case>')
  .description('write a bundle (WACZ) that verifies offline and replays in public viewers')
  .requiredOption('--out <path>')
  .requiredOption('--by <login>', 'who answers for it')
  .requiredOption('--reason <words>')
  .action(async (what: string, options: { out: string; by: string; reason: string }) =>
    (await import('./evidence.ts')).exportEvidence(what, options),
  );
evidence
  .command('keys')
  .description('the public keys that captures and the ledger are signed with')
  .action(async () => (await import('./evidence.ts')).showEvidenceKeys());
evidence
  .command('rotate-key')
  .description('sign with a new key from now on')
  .action(async () => (await import('./evidence.ts')).rotateEvidenceKeys());
evidence
  .command('custody')
  .description('verify the custody log, by itself and against the ledger')
  .action(async () => (await import('./evidence.ts')).verifyCustody());
for (const [what, description] of [
  ['purge', 'take the bytes of a capture away; hash, manifest, signature and ledger entry stay'],
  ['hold', 'put a capture under a legal hold: it cannot be purged'],
  ['release', 'lift a legal hold'],
] as const)
  evidence
    .command(`${what} <capture>`)
    .description(description)
    .requiredOption('--by <login>', 'the supervisor who answers for it')
    .requiredOption('--reason <words>')
    .action(async (captureId: string, options: { by: string; reason: string }) =>
      (await import('./evidence.ts')).changeEvidence(what, captureId, options),
    );

const policy = program.command('policy').description('the routing policy');
policy
  .command('simulate <file>')
  .description('what a policy would have flagged in the history, compared with the live one; changes nothing')
  .option('--since <days>', 'only posts collected in the last so many days')
  .option('--minutes <minutes>', 'what a case costs a person; 3 where left out')
  .action(async (file: string, options: { since?: string; minutes?: string }) =>
    (await import('./policy.ts')).simulatePolicy(file, options),
  );

program
  .command('returned-mail')
  .description('take in a message that a mail server sent back (RFC 3464), from standard input')
  .option('--to <address>', 'the address that it came to, where the mail server tells; its headers where left out')
  .action(async (options: { to?: string }) => (await import('./returned-mail.ts')).returnedMail(options));

program
  .command('import <file>')
  .description(
    'take in posts from a file (.jsonl, .csv, .warc, .warc.gz, .wacz), whole or not at all; again is harmless',
  )
  .requiredOption('--source <id>', 'the entry of the allow-list that they belong to')
  .action(async (file: string, options: { source: string }) =>
    (await import('./import.ts')).importPosts(file, options),
  );

const contact = program.command('contact').description('contacts that people leave: two keepers open them together');
contact
  .command('keep')
  .argument('<login>', 'account of the keeper')
  .description('make a key pair; the passphrase comes from WEIR_PASSPHRASE, the public key is printed')
  .action(async (login: string) => {
    const { keepContacts } = await import('./contact.ts');
    const key = keepContacts(login, `${login}.contact-key.pem`, process.env.WEIR_PASSPHRASE ?? '');
    process.stdout.write(`${JSON.stringify(key)}\n`);
  });
contact
  .command('open')
  .argument('<file>', 'what GET /api/v1/contacts/:id gave')
  .argument('<key>', 'key of one keeper; its passphrase comes from WEIR_PASSPHRASE')
  .argument('<other>', 'key of another; its passphrase comes from WEIR_OTHER_PASSPHRASE')
  .description('open a sealed contact with the keys of two keepers, on a machine of theirs')
  .action(async (file: string, key: string, other: string) => {
    const { openFetchedContact } = await import('./contact.ts');
    const { WEIR_PASSPHRASE = '', WEIR_OTHER_PASSPHRASE = '' } = process.env;
    const opened = openFetchedContact(
      file,
      { file: key, passphrase: WEIR_PASSPHRASE },
      { file: other, passphrase: WEIR_OTHER_PASSPHRASE },
    );
    process.stdout.write(`${opened}\n`);
  });

program
  .command('retrain')
  .description('fit a candidate head to what people have finally decided, and measure it; nothing goes live by it')
  .option('--weight <number>', 'weight of a decided text against an example of the corpus')
  .option('--held-out <share>', 'share of the decided clusters that is measured on, never learned from')
  .option('--epochs <number>')
  .option('--seed <number>')
  .action(async (options: { weight?: string; heldOut?: string; epochs?: string; seed?: string }) =>
    (await import('./retrain.ts')).retrainModel(options),
  );

const model = program.command('model').description('which head serves');
model
  .command('list', { isDefault: true })
  .description('the head that ships with the program, every candidate, and what is live')
  .action(async () => (await import('./model.ts')).showModels());
model
  .command('activate <version>')
  .description('let a candidate serve whose gates hold')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .requiredOption('--reason <words>')
  .action(async (version: string, options: { by: string; reason: string }) =>
    (await import('./model.ts')).activateModel(version, options),
  );
model
  .command('rollback')
  .description('go back to what served before')
  .requiredOption('--by <login>', 'the supervisor who answers for it')
  .requiredOption('--reason <words>')
  .option('--shipped', 'to the head that ships with the program')
  .action(async (options: { by: string; reason: string; shipped?: boolean }) =>
    (await import('./model.ts')).rollBackModel(options),
  );

const account = program.command('account').description('people who work with Weir');
account
  .command('add')
  .description('add a person; the first password is printed once')
  .requiredOption('--login <name>')
  .requiredOption('--name <display name>')
  .requiredOption('--post <title and grade>')
  .requiredOption('--roles <list>', 'comma-separated: reviewer, liaison, analyst, supervisor, auditor')
  .action(async (options: { login: string; name: string; post: string; roles: string }) =>
    (await import('./account.ts')).addAccount(options),
  );
account
  .command('list')
  .description('everybody, with roles')
  .action(async () => (await import('./account.ts')).listAccounts());
for (const [name, disabled, what] of [
  ['disable', true, 'let a person in no more; sessions end'],
  ['enable', false, 'let a person in again'],
] as const)
  account
    .command(`${name} <login>`)
    .description(what)
    .requiredOption('--reason <words>')
    .action(async (login: string, options: { reason: string }) =>
      (await import('./account.ts')).disableAccount(login, disabled, options),
    );
account
  .command('confirm <login>')
  .description(
    'a person is who they are said to be and has their password, or what waits is their part of the queue; where no colleague can confirm it',
  )
  .requiredOption('--reason <words>')
  .action(async (login: string, options: { reason: string }) => (await import('./account.ts')).confirm(login, options));
account
  .command('roles <login> <list>')
  .description('what a person may do; comma-separated')
  .requiredOption('--reason <words>')
  .action(async (login: string, roles: string, options: { reason: string }) =>
    (await import('./account.ts')).setRoles(login, roles, options),
  );
account
  .command('reset <login>')
  .description('give a new first password, or take a lost second factor away; sessions end')
  .option('--second-factor', 'the second factor, not the password')
  .requiredOption('--reason <words>')
  .action(async (login: string, options: { reason: string; secondFactor?: boolean }) =>
    (await import('./account.ts')).resetAccount(
      login,
      options.secondFactor === true ? 'second-factor' : 'password',
      options,
    ),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!isWeirError(error)) {
    // Not foreseen: whoever mends it needs the place, and nobody needs the whole object.
    process.stderr.write(`UNEXPECTED: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
  process.stderr.write(`${error.code}: ${error.message}\n`);
  for (const { location, message, fix } of error.details)
    process.stderr.write(`  ${location}: ${message}${fix === undefined ? '' : ` - ${fix}`}\n`);
  if (error.fix !== undefined) process.stderr.write(`What to do: ${error.fix}\n`);
  process.exitCode = 1;
}
